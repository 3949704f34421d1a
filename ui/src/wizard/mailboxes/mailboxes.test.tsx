import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ExceptionSet, MailboxChoose, SettingsApply } from "../../host/bindings";
import { fakeHost } from "../../host/fake";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { show } from "../../test/show";
import { openMailboxes } from "./start";

withLayout();
const path = "#/client/1/mailboxes";
const row = (address: string) => screen.findByTestId(`mailbox-${address}`);
const open = async (size: "small" | "large" = "small") => {
  const shown = show(path, fakeHost(size));
  await row("accounts@larkfield.example");
  const grid = screen.getByRole("grid");
  grid.focus();
  return { ...shown, grid };
};
const chosen = (host: ReturnType<typeof fakeHost>) =>
  host.calls
    .filter(({ command }) => command === "mailbox_choose")
    .map(({ request }) => request as MailboxChoose);

test("space chooses the row in focus and letters turn its services, at once", async () => {
  const { host, user } = await open();
  await user.keyboard("{ArrowDown} ");
  const second = await row("ap@larkfield.example");
  expect(within(second).getByTestId("choose")).toHaveAttribute("aria-checked", "false");
  expect(chosen(host)).toEqual([
    expect.objectContaining({ target: { of: "ids", ids: ["id-1"] }, selected: false, incoming: null }),
  ]);
  await user.keyboard("{ArrowUp}o");
  expect(chosen(host).at(-1)).toMatchObject({ target: { ids: ["id-0"] }, outgoing: false, selected: null });
});

test("a service for somebody who is left out chooses them, too", async () => {
  const { host, user } = await open();
  const scanner = await row("depot-scanner@larkfield.example");
  await user.click(within(scanner).getByTestId("toggle-incoming"));
  expect(chosen(host).at(-1)).toMatchObject({ selected: true, incoming: true, outgoing: null });
});

test("shift and arrows mark a range, and a key acts on all of it", async () => {
  const { host, user } = await open();
  await user.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
  expect(screen.getByTestId("bulk")).toHaveTextContent("3 rows marked");
  await user.keyboard("a");
  await waitFor(() => expect(chosen(host)).toHaveLength(1));
  expect(chosen(host)[0]).toMatchObject({
    target: { of: "ids", ids: ["id-1", "id-2", "id-3"] },
    archiving: false,
  });
  await user.keyboard("{Escape}");
  expect(screen.queryByTestId("bulk")).toBeNull();
});

test("ctrl A acts by the filter, never by a list of ids", async () => {
  const { host, user } = await open("large");
  await user.keyboard("{Control>}a{/Control}");
  expect(screen.getByTestId("bulk")).toHaveTextContent("100,000 rows marked");
  await user.click(screen.getByTestId("bulk-unchoose"));
  await waitFor(() => expect(chosen(host)).toHaveLength(1));
  expect(chosen(host)[0]).toMatchObject({ target: { of: "filter" }, selected: false });
});

test("select-all acts on the rows that the search shows", async () => {
  const { host, user } = await open();
  await user.type(screen.getByTestId("search"), "cater");
  await waitFor(() => expect(screen.getByTestId("shown")).toHaveTextContent("3 shown"));
  await waitFor(() => expect(screen.getByTestId("choose-all")).toHaveAttribute("aria-checked", "true"));
  await user.click(screen.getByTestId("choose-all"));
  await waitFor(() => expect(chosen(host)).toHaveLength(1));
  expect(chosen(host)[0]).toMatchObject({
    target: { of: "filter", filter: { search: "cater", kinds: [], selected: null } },
    selected: false,
  });
  await waitFor(() => expect(screen.getByTestId("choose-all")).toHaveAttribute("aria-checked", "false"));
});

test("a hundred thousand rows keep the page as small as a thousand do", async () => {
  const { grid } = await open("large");
  expect(grid).toHaveAttribute("aria-rowcount", "100001");
  expect(within(grid).getAllByRole("row").length).toBeLessThan(60);
});

test("the heads are reached by arrow, sort, and turn round", async () => {
  const { grid, user } = await open();
  await user.keyboard("{ArrowUp}{ArrowRight}{ArrowRight}{Enter}");
  expect(grid).toHaveAttribute("aria-activedescendant", expect.stringContaining("mailbox-"));
  expect(screen.getByTestId("sort-address")).toHaveAttribute("aria-sort", "ascending");
  await user.click(screen.getByTestId("sort-address"));
  expect(screen.getByTestId("sort-address")).toHaveAttribute("aria-sort", "descending");
});

test("what will change carries a mark that is also said", async () => {
  await open();
  const fresh = within(await row("alarms@larkdeli.example")).getByTestId("toggle-incoming");
  expect(fresh).toHaveAccessibleName("Incoming for Cold Store Alarms, will change");
  const settled = within(await row("ap@larkfield.example")).getByTestId("toggle-incoming");
  expect(settled).toHaveAccessibleName("Incoming for Accounts Payable");
});

test("W says why a mailbox is here, follows the arrows, and Esc closes it", async () => {
  const { user } = await open();
  await user.keyboard("w");
  expect(await screen.findByTestId("why-drawer")).toHaveTextContent("Why is Accounts here?");
  expect(await screen.findByText("Said by Exchange, the strongest source")).toBeVisible();
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(screen.getByTestId("why-drawer")).toHaveTextContent("Accounts Payable"));
  await user.keyboard("{Escape}");
  expect(screen.queryByTestId("why-drawer")).toBeNull();
});

test("no match offers the way back", async () => {
  const { user } = await open();
  await user.type(screen.getByTestId("search"), "zzz");
  expect(await screen.findByText("Nothing matches “zzz”")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Clear filter" }));
  await row("accounts@larkfield.example");
});

test("what is not taken is listed with its reason", async () => {
  const { user } = await open();
  await user.click(screen.getByTestId("tab-notTaken"));
  expect((await screen.findAllByText("Guest of another tenant, its mail goes there")).length).toBeGreaterThan(
    0,
  );
});

test("another screen may open it filtered", async () => {
  openMailboxes(1, { state: "not-chosen" });
  show(window.location.hash, fakeHost("small"));
  await row("depot-scanner@larkfield.example");
  expect(screen.getByTestId("filter-state")).toHaveValue("not-chosen");
  expect(screen.queryByTestId("mailbox-accounts@larkfield.example")).toBeNull();
});

test("the screen is clean for axe, with rows marked and the drawer open", async () => {
  const { container, user } = await open();
  await user.keyboard("{Shift>}{ArrowDown}{/Shift}w");
  await screen.findByTestId("why-drawer");
  expect(await axe(container)).toEqual([]);
});

test("m5 the drawer says what each source says, and a technician's word stands over them", async () => {
  const { user, host } = await open();
  await user.keyboard("w");
  expect(await screen.findByTestId("kinds-said")).toHaveTextContent("a guess says: Shared");
  await user.selectOptions(screen.getByTestId("decide-kind"), "room");
  expect(await screen.findByText("Set by a technician")).toBeVisible();
  await user.selectOptions(screen.getByTestId("decide-kind"), "");
  expect(await screen.findByText("Said by Exchange, the strongest source")).toBeVisible();
  expect(host.calls.filter(({ command }) => command === "mailbox_kind")).toHaveLength(2);
});

test("an exception is set by E with its reason, shown in the grid and in why, and lifted there", async () => {
  const { user, host, container } = await open();
  await user.keyboard("e");
  const dialog = await screen.findByTestId("exception-dialog");
  expect(dialog).toHaveTextContent("Leave Accounts alone");
  await user.type(within(dialog).getByTestId("exception-reason"), "Moves to another provider");
  await user.selectOptions(within(dialog).getByTestId("exception-until"), "day");
  expect(within(dialog).getByTestId("exception-day")).toBeVisible();
  await user.click(within(dialog).getByTestId("exception-save"));
  const line = await row("accounts@larkfield.example");
  await waitFor(() => expect(line).toHaveTextContent("Exception"));
  const set = host.calls.find(({ command }) => command === "exception_set")?.request as ExceptionSet;
  expect(set.objects).toEqual([{ of: "recipient", id: "id-0" }]);
  expect(set.terms.until).toMatch(/^\d{4}-\d\d-\d\d$/);
  screen.getByRole("grid").focus();
  await user.keyboard("w");
  const drawer = await screen.findByTestId("why-drawer");
  expect(await within(drawer).findByText("“Moves to another provider”")).toBeVisible();
  expect(within(drawer).getByText("Nothing happens: the exception stands")).toBeVisible();
  expect(await axe(container)).toEqual([]);
  await user.click(await within(drawer).findByTestId("why-lift"));
  await waitFor(() => expect(drawer).not.toHaveTextContent("Moves to another provider"));
  await user.selectOptions(screen.getByTestId("filter-state"), "exception");
  expect(await screen.findByText("No mailbox matches these filters")).toBeVisible();
});

test("an exception without an end, or for many at once, is one question", async () => {
  const { user, host } = await open();
  await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}e");
  const dialog = await screen.findByTestId("exception-dialog");
  expect(dialog).toHaveTextContent("Leave 3 mailboxes alone");
  await user.type(within(dialog).getByTestId("exception-reason"), "Merger");
  await user.selectOptions(within(dialog).getByTestId("exception-until"), "never");
  await user.click(within(dialog).getByTestId("exception-save"));
  await waitFor(() => expect(screen.queryByTestId("exception-dialog")).toBeNull());
  const set = host.calls.find(({ command }) => command === "exception_set")?.request as ExceptionSet;
  expect(set.objects).toHaveLength(3);
  expect(set.terms).toEqual({ reason: "Merger", owner: "Sam Hollis", until: null });
});

test("r12 the options' settings reach mailboxes that were here before only when they are marked for it", async () => {
  const { user, host } = await open();
  await user.keyboard("{Control>}a{/Control}");
  await user.click(screen.getByTestId("bulk-settings"));
  const dialog = await screen.findByTestId("confirm");
  expect(dialog).toHaveTextContent("Give 1,248 mailboxes the settings of the options");
  expect(dialog).toHaveTextContent("Services stay as they are.");
  await user.click(within(dialog).getByTestId("confirm-action"));
  await waitFor(() => expect(screen.queryByTestId("confirm")).toBeNull());
  const asked = host.calls.find(({ command }) => command === "settings_apply")?.request as SettingsApply;
  expect(asked.target).toMatchObject({ of: "filter" });
});

test("an address that nobody here has can be asked about", async () => {
  const { user, container } = await open();
  await user.type(screen.getByTestId("search"), "gone@larkfield.example");
  await user.click(await screen.findByTestId("why-missing"));
  const drawer = await screen.findByTestId("why-drawer");
  expect(drawer).toHaveTextContent("Why is gone@larkfield.example missing?");
  expect(await within(drawer).findByText("Nobody in the tenant has this address")).toBeVisible();
  expect(await axe(container)).toEqual([]);
});

test("r6 a leaver is told with its days, its rule, and what comes next", async () => {
  openMailboxes(1, { state: "leaver" });
  const { user } = show(window.location.hash, fakeHost("small"));
  await row("user0017@larkfield.example");
  screen.getByRole("grid").focus();
  await user.keyboard("w");
  const drawer = await screen.findByTestId("why-drawer");
  expect(await within(drawer).findByText("It left the tenant")).toBeVisible();
  expect(drawer).toHaveTextContent(
    "In: Stop after 30 days. Out: Stop with the next sync. The archive stays.",
  );
  expect(drawer).toHaveTextContent("It left the tenant (rule R6)");
  expect(within(drawer).getByText("Services of a leaver will end")).toBeVisible();
});
