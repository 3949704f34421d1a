import { act, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { go, paths } from "../app/route";
import { granted, importOf, importView } from "../host/fake/mailImport";
import { withLayout } from "../test/layout";
import { quiet } from "../test/run";
import { draftOf, sinkOf, wishOf } from "./draft";
import { open } from "./opened";

withLayout();

test("s1 an archive's address reads back as it was written, whatever is in it", () => {
  for (const sink of [
    "maildir:/srv/a b?c?per=domain",
    "smtp://archive.example:587?to=journal%40archive.example&tls=required",
    "smtps://ten%40ant@archive.example?to=%7Bdomain%7D%40archive.example&from=msp%40y.example",
    "smtp://127.0.0.1:2525?to=j%40x.example&tls=none",
  ]) {
    const wish = { sink, since: null, until: null, folders: "inbox,-deleted", hours: null };
    expect(sinkOf(draftOf(wish))).toBe(sink);
    expect(wishOf(draftOf(wish))).toEqual(wish);
  }
});

test("s2 an import that was counted can be changed before it starts", async () => {
  const host = quiet();
  const sheet = importOf(host.world, 1);
  sheet.access = granted();
  sheet.view = importView({ mailboxes: 2, states: [{ state: "queued", count: 2 }], counting: true });
  const { user } = await open(host);
  expect(await screen.findByTestId("import-estimate")).toHaveTextContent("Counting: 0 of 2 mailboxes");
  await user.click(screen.getByTestId("import-change"));
  expect(await screen.findByTestId("import-folder")).toHaveValue("/srv/archive");
  expect(screen.getByTestId("import-begin"), "whose mail is said anew").toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await user.click(screen.getByTestId("import-back"));
  expect(await screen.findByTestId("import-start")).toBeVisible();
});

test("w9 what was typed for an import stands there again after a look elsewhere, without the password", async () => {
  const host = quiet();
  importOf(host.world, 1).access = granted();
  const first = await open(host);
  await first.user.click(await screen.findByTestId("which-these"));
  await first.user.type(screen.getByTestId("import-addresses"), "a@larkfield.example");
  await first.user.click(screen.getByTestId("archive-smtp"));
  await first.user.type(screen.getByTestId("import-server"), "archive.example");
  await first.user.type(screen.getByTestId("import-password"), "horse");
  go(paths.page(1, "overview"));
  await screen.findByTestId("screen-overview");
  go(paths.page(1, "import"));
  expect(await screen.findByTestId("import-addresses")).toHaveValue("a@larkfield.example");
  expect(screen.getByTestId("import-server")).toHaveValue("archive.example");
  expect(screen.getByTestId("import-password")).toHaveValue("");
  // Another client has nothing of it, and once the import is there it is typed no more.
  importOf(host.world, 2).access = granted();
  go(paths.page(2, "import"));
  await waitFor(() => expect(screen.queryByTestId("import-addresses")).toBeNull());
  expect(await screen.findByTestId("import-folder")).toHaveValue("");
  go(paths.page(1, "import"));
  await first.user.type(await screen.findByTestId("import-journal"), "j@archive.example");
  await first.user.click(screen.getByTestId("import-begin"));
  await screen.findByTestId("import-start");
  importOf(host.world, 1).view = null;
  act(() => host.emit({ event: "stale", client: 1, tags: ["import"] }));
  expect(await screen.findByTestId("import-folder")).toHaveValue("");
});
