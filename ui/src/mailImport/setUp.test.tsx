import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ImportBegin } from "../host/bindings";
import { granted, importOf, importView } from "../host/fake/mailImport";
import { problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { open } from "./opened";

withLayout();

test("s1 the set-up names what is missing, tries the archive, and begins with what stands there", async () => {
  const host = quiet();
  importOf(host.world, 1).access = granted();
  const { user, container } = await open(host);
  expect(await screen.findByTestId("import-begin")).toHaveAttribute("aria-disabled", "true");
  expect(screen.getByTestId("import-begin-panel")).toHaveTextContent("Name the folder first.");
  await user.type(screen.getByTestId("import-folder"), "/srv/archive");
  await user.click(screen.getByTestId("import-try-sink"));
  expect(await screen.findByTestId("import-sink-tried")).toHaveTextContent("Room left: 212 GB.");
  await user.click(screen.getByTestId("which-these"));
  await user.type(screen.getByTestId("import-addresses"), "a@larkfield.example, b@larkfield.example");
  fireEvent.change(screen.getByTestId("import-since"), { target: { value: "2020-01-01" } });
  await user.click(screen.getByTestId("import-hours"));
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByTestId("import-begin"));
  const wish = {
    sink: "maildir:/srv/archive?per=mailbox",
    since: "2020-01-01",
    until: null,
    folders: "usual",
    hours: { from: "20:00", to: "06:00" },
  };
  const addresses = ["a@larkfield.example", "b@larkfield.example"];
  expect(sent<ImportBegin>(host, "import_begin")).toEqual([
    { client: 1, mailboxes: { of: "these", addresses }, wish, password: null },
  ]);
  const estimate = await screen.findByTestId("import-estimate");
  await waitFor(() => expect(estimate).toHaveTextContent("24,800"));
  expect(estimate).toHaveTextContent("it may be less");
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByTestId("import-start"));
  expect(await screen.findByTestId("import-totals")).toBeVisible();
  expect(sent(host, "import_resume")).toEqual([{ client: 1, import: 1 }]);
});

test("s1 an archive that is too small is told before the start with both numbers, and stops nothing", async () => {
  const host = quiet();
  const sheet = importOf(host.world, 1);
  sheet.access = granted();
  const estimate = { messages: 9_000, bytes: 3_100_000_000, counted: 2, atMost: false, seconds: 600 };
  sheet.view = importView({ mailboxes: 2, states: [{ state: "queued", count: 2 }], estimate });
  const found = { of: "archive", folder: "/srv/archive", needed: 3_100_000_000, free: 212_000_000 } as const;
  sheet.room = { ...found, short: true };
  const { user, container, unmount } = await open(host);
  const room = await screen.findByTestId("import-room");
  expect(room).toHaveTextContent("takes about 3.1 GB, and /srv/archive has room for 212 MB");
  expect(room).toHaveTextContent("choose another folder");
  expect(room).not.toHaveTextContent("days that were not chosen");
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByTestId("import-start"));
  expect(sent(host, "import_resume")).toHaveLength(1);
  unmount();
  const days = { ...estimate, atMost: true };
  sheet.view = importView({ mailboxes: 2, states: [{ state: "queued", count: 2 }], estimate: days });
  const some = await open(host);
  expect(await screen.findByTestId("import-room")).toHaveTextContent("days that were not chosen");
  some.unmount();
  sheet.view = importView({ mailboxes: 2, states: [{ state: "queued", count: 2 }], estimate });
  sheet.room = { ...found, free: 9_000_000_000, short: false };
  await open(host);
  await screen.findByTestId("import-start");
  expect(screen.queryByTestId("import-room")).toBeNull();
});

test("s1 an import whose permission is missing is not ready: the button rests until it was checked again", async () => {
  const host = quiet();
  const sheet = importOf(host.world, 1);
  const refused = problem("import-no-permission", "", { facts: { app: "Tenantry mail import" } });
  sheet.access = { ...granted(), ready: false, lacksPermission: true, problem: refused };
  const estimate = { messages: 0, bytes: null, counted: 0, atMost: false, seconds: 0 };
  sheet.view = importView({ mailboxes: 2, states: [{ state: "queued", count: 2 }], estimate });
  const { user, container } = await open(host);
  const panel = await screen.findByTestId("import-start-panel");
  await waitFor(() => expect(panel).toHaveTextContent("Not ready to start"));
  expect(panel).toHaveTextContent("The permission to read mail is missing.");
  expect(screen.getByTestId("import-status")).toHaveTextContent("Not ready to start");
  expect(screen.getByTestId("screen-import")).not.toHaveTextContent("Counted, and");
  const start = screen.getByTestId("import-start");
  expect(start).toHaveAttribute("aria-disabled", "true");
  await user.click(start);
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(sent(host, "import_resume")).toEqual([]);
  expect(await axe(container)).toEqual([]);
  sheet.access = granted();
  await user.click(screen.getByTestId("import-access-again"));
  await waitFor(() => expect(panel).toHaveTextContent("Ready to start"));
  await user.click(start);
  expect(sent(host, "import_resume")).toHaveLength(1);
});

test("s1 where only the mailboxes that were tried could not be read, the import may start all the same", async () => {
  const host = quiet();
  const sheet = importOf(host.world, 1);
  sheet.access = { ...granted(), ready: false, problem: problem("import-no-permission", "") };
  sheet.view = importView({ mailboxes: 2, states: [{ state: "queued", count: 2 }] });
  const { user } = await open(host);
  const panel = await screen.findByTestId("import-start-panel");
  await waitFor(() => expect(panel).toHaveTextContent("Not ready to start"));
  expect(panel).toHaveTextContent("Just now no mailbox could be read.");
  await user.click(screen.getByTestId("import-start"));
  expect(sent(host, "import_resume")).toHaveLength(1);
});

test("s1 an archive is told in words, with its address for the command line", async () => {
  const archives = [
    ["maildir:/srv/archive?per=mailbox", "Maildirs in /srv/archive, one for each mailbox"],
    ["maildir:/srv/archive?per=domain", "Maildirs in /srv/archive, one for each domain"],
    [
      "smtps://tess@archive.example?to=%7Bdomain%7D%40archive.example",
      "archive.example, to {domain}@archive.example",
    ],
  ] as const;
  for (const [sink, words] of archives) {
    const host = quiet();
    const sheet = importOf(host.world, 1);
    sheet.access = granted();
    const wish = { sink, since: null, until: null, folders: "usual", hours: null };
    sheet.view = importView({ mailboxes: 2, states: [{ state: "queued", count: 2 }], wish });
    const { unmount } = await open(host);
    await screen.findByTestId("import-wish");
    expect(screen.getByTitle(sink)).toHaveTextContent(words);
    unmount();
  }
});
