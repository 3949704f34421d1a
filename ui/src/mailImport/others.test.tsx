import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { atWork, importView } from "../host/fake/mailImport";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { open } from "./opened";

withLayout();

test("s2 whoever sets up another import gets no mailbox by the way, and nothing stops", async () => {
  const host = quiet();
  atWork(host.world, 1);
  const { user } = await open(host);
  await user.click(await screen.findByTestId("import-more"));
  await user.click(await screen.findByTestId("import-new"));
  await user.type(await screen.findByTestId("import-folder"), "/srv/other");
  expect(screen.getByTestId("import-begin")).toHaveAttribute("aria-disabled", "true");
  expect(screen.getByTestId("import-begin-panel")).toHaveTextContent("Name the mailboxes first.");
  await user.type(screen.getByTestId("import-addresses"), "a@larkfield.example");
  await user.click(screen.getByTestId("import-begin"));
  expect(await screen.findByTestId("import-other-1")).toHaveTextContent(
    "Another import, to /srv/archive, is running. It pauses when this one goes on.",
  );
});

test("s2 another import that runs is a button away, and what is pressed then is meant for that one", async () => {
  const host = quiet();
  const sheet = atWork(host.world, 1);
  const wish = {
    sink: "maildir:/srv/other?per=mailbox",
    since: null,
    until: null,
    folders: "usual",
    hours: null,
  };
  if (sheet.view) sheet.beside = [sheet.view];
  sheet.view = importView({ id: 2, wish, mailboxes: 1, states: [{ state: "queued", count: 1 }] });
  const { user, container } = await open(host);
  const line = await screen.findByTestId("import-other-1");
  expect(await axe(container)).toEqual([]);
  await user.click(within(line).getByRole("button", { name: "Show it" }));
  await user.click(await screen.findByTestId("import-pause"));
  expect(sent(host, "import_show")).toEqual([{ client: 1, import: 1 }]);
  expect(sent(host, "import_pause")).toEqual([{ client: 1, import: 1 }]);
});

test.each([
  ["agrees", "Another import, to /srv/archive, has ended and is complete."],
  ["differs", "Another import, to /srv/archive, has ended and is not complete."],
] as const)(
  "s2 s4 an import that ended while another was set up is a line away with how it stands: %s",
  async (standing, words) => {
    const host = quiet();
    const sheet = atWork(host.world, 1, undefined, { state: "ended", underWay: false });
    if (sheet.view) sheet.beside = [{ ...sheet.view, standing }];
    sheet.view = importView({ id: 2, mailboxes: 1, states: [{ state: "queued", count: 1 }] });
    const { user } = await open(host);
    const line = await screen.findByTestId("import-other-1");
    expect(line).toHaveTextContent(words);
    await user.click(within(line).getByRole("button", { name: "Show it" }));
    expect(await screen.findByTestId("import-resume")).toBeInTheDocument();
    expect(screen.queryByTestId("import-start")).toBeNull();
  },
);

test("s3 another address that was set up while it ran is told, and it goes there when a person says so", async () => {
  const host = quiet();
  atWork(host.world, 1, undefined, { movesTo: "smtp://archive.example:2525?to=j@archive.example" });
  const { user } = await open(host);
  const line = await screen.findByTestId("import-moves");
  expect(line).toHaveTextContent("smtp://archive.example:2525?to=j@archive.example");
  await user.click(within(line).getByRole("button", { name: "Go on there" }));
  expect(sent(host, "import_resume")).toEqual([{ client: 1, import: 1 }]);
});
