import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { sheetOf } from "../../host/fake/world";
import { toldAndShown } from "../../test/folder";
import { withLayout } from "../../test/layout";
import { everything, filterOf } from "./filters";
import { open, row } from "./opened";

withLayout();

test("a change of many is taken back by one step", async () => {
  const { host, user } = await open();
  await user.keyboard("{Control>}a{/Control}");
  await user.click(screen.getByTestId("bulk-unchoose"));
  await waitFor(() => expect(screen.getByTestId("chosen")).toHaveTextContent("0 chosen"));
  screen.getByRole("grid").focus();
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(screen.getByTestId("chosen")).not.toHaveTextContent("0 chosen"));
  expect(host.calls.filter(({ command }) => command === "choice_undo")).toHaveLength(1);
  expect(await screen.findByTestId("undone")).toHaveTextContent("1,248 mailboxes is as it was before");
  expect(screen.getByTestId("undone").closest(".unseen")).toBeNull();
});

test("w4 a step back after an exception takes back no older choice", async () => {
  const { host, user, grid } = await open();
  const undone = () => host.calls.filter(({ command }) => command === "choice_undo");
  await user.keyboard("{Control>}a{/Control}");
  await user.click(screen.getByTestId("bulk-unchoose"));
  await screen.findByTestId("choice-undo");
  act(() => grid.focus());
  await user.keyboard("{Escape}e");
  await user.type(await screen.findByTestId("exception-reason"), "Moves on Friday");
  await user.click(screen.getByTestId("exception-action"));
  await waitFor(() => expect(screen.queryByTestId("exception")).toBeNull());
  await waitFor(() => expect(screen.queryByTestId("choice-undo")).toBeNull());
  act(() => screen.getByRole("grid").focus());
  await user.keyboard("{Control>}z{/Control}");
  expect(undone()).toEqual([]);
  expect(screen.getByTestId("chosen")).toHaveTextContent("0 chosen");
});

test("rows stay where they are while somebody works on them, until the changes are asked for", async () => {
  const { user } = await open();
  await user.selectOptions(screen.getByTestId("filter-state"), "new");
  const alarms = await row("alarms@larkdeli.example");
  await user.click(within(alarms).getByTestId("choose"));
  const renew = await screen.findByTestId("renew");
  expect(renew).toHaveTextContent("Show 1 change");
  expect(await row("alarms@larkdeli.example")).toHaveTextContent("Not chosen");
  await user.click(renew);
  await waitFor(() => expect(screen.queryByTestId("mailbox-alarms@larkdeli.example")).toBeNull());
});

test("ctrl and a click mark single rows, they can be turned round, and another list clears them aloud", async () => {
  const { user } = await open();
  const name = (text: string) => screen.getByText(text);
  await user.keyboard("{Control>}");
  await user.click(name("All Staff"));
  await user.click(name("Catering Orders"));
  await user.keyboard("{/Control}");
  expect(screen.getByTestId("bulk")).toHaveTextContent("2 rows marked");
  await user.click(screen.getByTestId("invert"));
  expect(screen.getByTestId("bulk")).toHaveTextContent("1,246 rows marked");
  await user.type(screen.getByTestId("search"), "c");
  await waitFor(() => expect(screen.queryByTestId("bulk")).toBeNull());
  expect(screen.getByTestId("cleared")).toHaveTextContent("The marks of 1,246 rows are cleared");
});

test("marks go, aloud, when the core puts another list in the place of the one that is shown", async () => {
  const { host, user } = await open();
  await user.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
  expect(screen.getByTestId("bulk")).toHaveTextContent("3 rows marked");
  const { call } = host;
  host.call = (command, request) => {
    const { list = 0, ...fresh } = (request ?? {}) as { list?: number };
    return call(command, command === "mailbox_window" && list < 10 ? (fresh as typeof request) : request);
  };
  // The lists before are no longer held, and the first row is gone.
  for (let at = 0; at < 10; at++)
    await call("mailbox_window", {
      client: 1,
      filter: filterOf(everything),
      sort: "name",
      descending: false,
      offset: 0,
      limit: 1,
    });
  sheetOf(host.world, 1).mailboxes.shift();
  act(() => host.emit({ event: "stale", client: 1, tags: ["mailboxes"] }));
  await waitFor(() => expect(screen.queryByTestId("bulk")).toBeNull());
  expect(screen.getByTestId("cleared")).toHaveTextContent("The marks of 3 rows are cleared");
  expect(screen.queryByTestId("mailbox-accounts@larkfield.example")).toBeNull();
});

test("a space within what is typed belongs to it and chooses nobody", async () => {
  const { host, user } = await open();
  // All of it within the second in which letters belong together, however busy the machine is.
  const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now());
  await user.keyboard("{Shift>}c{/Shift}atering o");
  clock.mockRestore();
  const find = host.calls.filter(({ command }) => command === "mailbox_find").at(-1)?.request;
  expect(find).toMatchObject({ text: "catering o" });
  expect(host.calls.some(({ command }) => command === "mailbox_choose")).toBe(false);
});

test("marks made from the head stay when the bar for them is reached by Tab", async () => {
  const { user } = await open();
  await user.keyboard("{ArrowUp}{Control>}a{/Control}");
  expect(screen.getByTestId("bulk")).toHaveTextContent("1,248 rows marked");
  await user.tab();
  expect(screen.getByTestId("bulk")).toHaveTextContent("1,248 rows marked");
});

test("typing with shift goes to the next row that begins so, and letters that follow belong to it", async () => {
  const { grid, user } = await open();
  await user.keyboard("{Shift>}c{/Shift}om");
  await waitFor(() => expect(grid).toHaveAttribute("aria-activedescendant", "mailbox-row-7"));
});

test("what is shown is written as a file, and where it lies is said", async () => {
  const { host, user } = await open();
  await user.selectOptions(screen.getByTestId("filter-state"), "new");
  await user.click(screen.getByTestId("csv"));
  await user.click(await screen.findByTestId("csv-out"));
  await toldAndShown(user, host, "csv-written", "/home/sam/Downloads/Larkfield-Foods-mailboxes.csv");
  const asked = host.calls.find(({ command }) => command === "mailbox_csv")?.request;
  expect(asked).toMatchObject({ filter: { state: "new" }, sort: "name" });
});

test("views are opened, saved with their columns, and removed", async () => {
  const { user } = await open();
  await user.click(screen.getByTestId("views"));
  expect(await screen.findByTestId("view-leavers")).toHaveTextContent("9");
  await user.click(screen.getByTestId("view-look"));
  await waitFor(() => expect(screen.getByTestId("filter-state")).toHaveValue("look"));
  await user.click(screen.getByTestId("views"));
  await user.click(await screen.findByRole("menuitemcheckbox", { name: "Aliases" }));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("sort-aliases")).toBeNull());
  await user.click(screen.getByTestId("views"));
  await user.click(await screen.findByTestId("view-save"));
  await user.type(await screen.findByTestId("view-name"), "To do");
  await user.click(screen.getByTestId("save-view-action"));
  await waitFor(() => expect(screen.queryByTestId("save-view")).toBeNull());
  await user.click(screen.getByTestId("views"));
  expect(await screen.findByTestId("view-To do")).toBeVisible();
  await user.click(await screen.findByTestId("view-remove"));
  await user.click(screen.getByTestId("views"));
  await waitFor(() => expect(screen.queryByTestId("view-To do")).toBeNull());
});

test("r3 the defaults per kind are at hand, and stored when they are saved", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("defaults"));
  const dialog = await screen.findByTestId("defaults-dialog");
  expect(dialog).toHaveTextContent("New mailboxes of this list");
  await user.click(within(dialog).getAllByRole("checkbox", { name: "Archive" })[1] as HTMLElement);
  expect(host.calls.some(({ command }) => command === "options_set")).toBe(false);
  await user.click(within(dialog).getByTestId("defaults-dialog-action"));
  await waitFor(() => expect(screen.queryByTestId("defaults-dialog")).toBeNull());
  const stored = host.calls.find(({ command }) => command === "options_set")?.request;
  expect(stored).toMatchObject({ options: { defaultOthers: { incoming: true, archiving: true } } });
});

test("down in the search field goes on to what was found", async () => {
  const { user, grid } = await open();
  await user.keyboard("/");
  await user.type(screen.getByTestId("search"), "alarms{ArrowDown}");
  expect(grid).toHaveFocus();
});

test("a dialog gives the focus back to where it was opened", async () => {
  const { user } = await open();
  const button = screen.getByTestId("defaults");
  await user.click(button);
  await user.click(await screen.findByTestId("defaults-dialog-cancel"));
  await waitFor(() => expect(button).toHaveFocus());
});
