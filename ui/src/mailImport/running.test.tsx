import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { importRow } from "../host/fake/importRows";
import { atWork, importOf } from "../host/fake/mailImport";
import { problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { toldAndShown } from "../test/folder";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { open } from "./opened";

withLayout();

test("s2 s4 the run shows totals, states as filters, and the certificate of the mailbox in focus", async () => {
  const host = quiet();
  atWork(host.world, 1);
  const { user, container } = await open(host);
  const totals = await screen.findByTestId("import-totals");
  expect(totals).toHaveTextContent("of 297,279 messages");
  expect(totals).toHaveTextContent("12 a second");
  const grid = await screen.findByTestId("import-grid");
  expect(grid).toHaveAttribute("aria-rowcount", "11");
  expect(await screen.findByTestId("import-user002@larkfield.example")).toHaveTextContent("Slowed down");
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByTestId("import-user006@larkfield.example"));
  const paper = screen.getByTestId("import-paper");
  expect(paper).toHaveTextContent("Completion certificate");
  expect(paper).toHaveTextContent("The numbers agree");
  expect(paper).toHaveTextContent("11 messages could not be imported");
  expect(paper).toHaveTextContent("8 that Exchange makes no message of");
  expect(paper).toHaveTextContent("In-place archive");
  expect(await screen.findByText("a91f 03c4 77de")).toBeVisible();
  await user.click(screen.getByTestId("import-pdf"));
  await toldAndShown(user, host, "import-saved", "/home/tess/Downloads/Larkfield-Foods-mail-import.pdf");
  expect(sent(host, "import_certificate")).toEqual([{ client: 1, import: 1, mailbox: 6, format: "pdf" }]);
  grid.focus();
  await user.keyboard("{Home}{ArrowDown}{ArrowDown}{ArrowDown}");
  expect(paper).toHaveTextContent("How the mailbox stands");
  expect(paper).toHaveTextContent("The numbers differ");
  expect(paper).not.toHaveTextContent("Completion certificate");
  await user.click(screen.getByRole("button", { name: /^Not read/ }));
  await waitFor(() => expect(grid).toHaveAttribute("aria-rowcount", "2"));
  expect(await axe(container)).toEqual([]);
});

test("s4 no mailbox and no import that is not over looks complete", async () => {
  const host = quiet();
  atWork(host.world, 1, [importRow(1, "done", { server: 5, imported: 4 })]);
  const { user } = await open(host);
  const paper = await screen.findByTestId("import-paper");
  expect(paper).toHaveTextContent("How the import stands");
  expect(paper).toHaveTextContent("The numbers differ");
  await user.click(await screen.findByTestId("import-user001@larkfield.example"));
  expect(paper).toHaveTextContent("The numbers differ");
  expect(paper).not.toHaveTextContent("Completion certificate");
});

test("s4 what may be in the archive twice is told, and what a mailbox waits for has words", async () => {
  const host = quiet();
  const waits = importRow(2, "paused", { open: 1 }, { reason: "smtp-451" });
  atWork(host.world, 1, [importRow(1, "done", { server: 5, imported: 5, maybeTwice: 3 }), waits]);
  await open(host);
  expect(await screen.findByTestId("import-paper")).toHaveTextContent(
    "3 messages may be in the archive twice",
  );
  const row = await screen.findByTestId("import-user002@larkfield.example");
  expect(row).toHaveTextContent("archive takes no mail now");
  expect(row).not.toHaveTextContent("smtp-451");
});

test("s4 what left the chosen folders before it was read is told as not in the archive", async () => {
  const host = quiet();
  atWork(host.world, 1, [importRow(1, "done", { server: 5, imported: 5, gone: 2 })]);
  await open(host);
  expect(await screen.findByTestId("import-paper")).toHaveTextContent(
    "2 messages left the chosen folders before they were read; they are not in the archive",
  );
});

test("s4 mailboxes that came to the tenant since are told, and the import is not complete", async () => {
  const host = quiet();
  const done = [importRow(1, "done", { server: 5, imported: 5 })];
  atWork(host.world, 1, done, { state: "ended", standing: "open", joined: 2 });
  await open(host);
  const paper = await screen.findByTestId("import-paper");
  expect(paper).toHaveTextContent("2 mailboxes came to the tenant since");
  expect(screen.getByTestId("import-resume")).toHaveTextContent("Resume");
  expect(paper).toHaveTextContent("Not complete yet");
});

test("s4 a mailbox that is counted once more at the end says so, and is not called counted", async () => {
  const host = quiet();
  const again = importRow(2, "queued", { server: 5, imported: 5 }, { reason: "once-more" });
  atWork(host.world, 1, [importRow(1, "done", { server: 5, imported: 5 }), again]);
  const { user } = await open(host);
  const paper = await screen.findByTestId("import-paper");
  await user.click(await screen.findByTestId("import-user001@larkfield.example"));
  expect(paper).toHaveTextContent("Counted ");
  const row = await screen.findByTestId("import-user002@larkfield.example");
  expect(row).toHaveTextContent("counted once more");
  await user.click(row);
  expect(paper).not.toHaveTextContent("Counted ");
});

test("s2 pausing, going on, a mailbox next, more mailboxes, other hours", async () => {
  const host = quiet();
  atWork(host.world, 1);
  const { user } = await open(host);
  await user.click(await screen.findByTestId("import-pause"));
  await user.click(await screen.findByTestId("import-resume"));
  await screen.findByTestId("import-pause");
  await user.click(await screen.findByTestId("import-user009@larkfield.example"));
  await user.click(await screen.findByTestId("import-first"));
  expect(sent(host, "import_first")).toEqual([{ client: 1, import: 1, mailbox: 9 }]);
  await user.click(screen.getByTestId("import-add"));
  await user.type(await screen.findByTestId("import-addresses"), "new@larkfield.example");
  await user.click(screen.getByTestId("import-adding-action"));
  await waitFor(() => expect(screen.queryByTestId("import-adding")).toBeNull());
  const mailboxes = { of: "these", addresses: ["new@larkfield.example"] };
  expect(sent(host, "import_add")).toEqual([{ client: 1, import: 1, mailboxes }]);
  expect(sent(host, "import_begin"), "its days are not read back from the page").toEqual([]);
  await user.click(screen.getByTestId("import-more"));
  await user.click(await screen.findByTestId("import-set-hours"));
  const dialog = await screen.findByTestId("import-hours-dialog");
  await user.click(within(dialog).getByTestId("import-hours"));
  expect(await axe(dialog)).toEqual([]);
  await user.click(screen.getByTestId("import-hours-dialog-action"));
  await waitFor(() => expect(screen.getByTestId("import-totals")).toHaveTextContent("hours 20:00 to 06:00"));
});

test("s4 what was skipped is tried again, of one mailbox or of all that are not at work", async () => {
  const host = quiet();
  atWork(host.world, 1);
  const { user, container } = await open(host);
  await user.click(await screen.findByTestId("import-user001@larkfield.example"));
  expect(screen.queryByTestId("import-retry")).toBeNull();
  await user.click(screen.getByTestId("import-user006@larkfield.example"));
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Try them again" }));
  expect(await screen.findByText("11 messages are tried again.")).toBeVisible();
  expect(sent(host, "import_retry")).toEqual([{ client: 1, import: 1, mailbox: 6 }]);
  await user.click(screen.getByTestId("import-whole"));
  await user.click(await screen.findByTestId("import-retry"));
  await waitFor(() => expect(sent(host, "import_retry")).toHaveLength(2));
  expect(sent(host, "import_retry")[1]).toEqual({ client: 1, import: 1 });
});

test("s2 what stops it is said with a way on, and what it waits for", async () => {
  const host = quiet();
  const { view } = atWork(host.world, 1, undefined, {
    state: "paused",
    underWay: false,
    problem: problem("import-sink", "", {
      facts: { sink: "maildir:/srv/archive", cause: "the disk is full" },
    }),
  });
  const { unmount, user } = await open(host);
  expect(await screen.findByTestId("problem")).toHaveTextContent("the disk is full");
  await user.click(screen.getByRole("button", { name: "Go on" }));
  await screen.findByTestId("import-pause");
  unmount();
  if (view) Object.assign(importOf(host.world, 1).view ?? {}, { held: { why: "metered" }, underWay: false });
  await open(host);
  expect(await screen.findByTestId("import-held")).toHaveTextContent("paid by volume");
});

test("s2 a hundred thousand mailboxes are read a window at a time", async () => {
  const host = quiet();
  const rows = Array.from({ length: 100_000 }, (_, at) => importRow(at + 1, "queued", { server: 10 }));
  atWork(host.world, 1, rows);
  await open(host);
  const grid = await screen.findByTestId("import-grid");
  expect(grid).toHaveAttribute("aria-rowcount", "100001");
  await waitFor(() => expect(grid.querySelectorAll("[data-index]").length).toBeGreaterThan(5));
  expect(grid.querySelectorAll("[data-index]").length).toBeLessThan(60);
  expect(sent<{ limit: number }>(host, "import_window").every(({ limit }) => limit <= 200)).toBe(true);
});

test("s2 the status bar and the palette know the import", async () => {
  const host = quiet();
  atWork(host.world, 1);
  const { user } = await open(host);
  expect(await screen.findByTestId("import-status")).toHaveTextContent("3 mailboxes running");
  expect(screen.getByTestId("import-days")).toHaveTextContent("179 days left");
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByTestId("palette-input"), "pause the mail import{Enter}");
  await waitFor(() => expect(sent(host, "import_pause")).toEqual([{ client: 1, import: 1 }]));
});
