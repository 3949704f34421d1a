import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import { expect, test, vi } from "vitest";
import type { MailboxChoose, SettingsApply } from "../../host/bindings";
import { fakeHost } from "../../host/fake";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { show } from "../../test/show";
import { open, row } from "./opened";
import { openMailboxes } from "./start";

withLayout();
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

test("a service for many of whom some are left out chooses them, too, and turning one off chooses nobody", async () => {
  const { host, user } = await open();
  await user.selectOptions(screen.getByTestId("filter-state"), "not-chosen");
  const scanner = await row("depot-scanner@larkfield.example");
  screen.getByRole("grid").focus();
  await user.keyboard("{Control>}a{/Control}");
  const [on, off] = within(screen.getByTestId("bulk")).getAllByRole("button", { name: /Incoming/ });
  await user.click(on as HTMLElement);
  expect(chosen(host).at(-1)).toMatchObject({ selected: true, incoming: true, outgoing: null });
  await waitFor(() => expect(within(scanner).getByTestId("choose")).toHaveAttribute("aria-checked", "true"));
  await user.click(off as HTMLElement);
  expect(chosen(host).at(-1)).toMatchObject({ selected: null, incoming: false });
});

test("shift and arrows mark a range, and a key acts on all of it", async () => {
  const { host, user } = await open();
  await user.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
  expect(screen.getByTestId("bulk")).toHaveTextContent("3 rows marked");
  await user.keyboard("a");
  await waitFor(() => expect(chosen(host)).toHaveLength(1));
  expect(chosen(host)[0]).toMatchObject({
    target: { of: "rows", ranges: [[1, 3]] },
    archiving: false,
  });
  await user.keyboard("{Escape}");
  expect(screen.queryByTestId("bulk")).toBeNull();
});

test("ctrl A acts by places of the core's list, never by a list of ids", async () => {
  const { host, user } = await open("large");
  await user.keyboard("{Control>}a{/Control}");
  expect(screen.getByTestId("bulk")).toHaveTextContent("100,000 rows marked");
  await user.click(screen.getByTestId("bulk-unchoose"));
  await waitFor(() => expect(chosen(host)).toHaveLength(1));
  expect(chosen(host)[0]).toMatchObject({ target: { of: "rows", ranges: [[0, 99_999]] }, selected: false });
});

test("select-all acts on the rows that the search shows", async () => {
  const { host, user } = await open();
  await user.type(screen.getByTestId("search"), "cater");
  await waitFor(() => expect(screen.getByTestId("shown")).toHaveTextContent("3 shown"));
  await waitFor(() => expect(screen.getByTestId("choose-all")).toHaveAttribute("aria-checked", "true"));
  await user.click(screen.getByTestId("choose-all"));
  await waitFor(() => expect(chosen(host)).toHaveLength(1));
  expect(chosen(host)[0]).toMatchObject({
    target: { of: "rows", ranges: [[0, 2]] },
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

test("no match offers the way back", async () => {
  const { user } = await open();
  await user.type(screen.getByTestId("search"), "zzz");
  expect(await screen.findByText("Nothing matches “zzz”")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Clear filter" }));
  await row("accounts@larkfield.example");
});

test("what is not taken is listed with its reason, and each row says why in full", async () => {
  const { user, container } = await open();
  await user.click(screen.getByTestId("tab-notTaken"));
  const reasons = await screen.findAllByText("Guest of another tenant, its mail goes there");
  expect(reasons.length).toBeGreaterThan(0);
  const [first] = await screen.findAllByTestId("why-not-taken");
  await user.click(first as HTMLElement);
  const drawer = await screen.findByTestId("why-drawer");
  expect(drawer).toHaveTextContent(/Why is Guest \d+ missing\?/);
  expect(await within(drawer).findByText("Tenantry does not take it")).toBeVisible();
  expect(await axe(container)).toEqual([]);
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
  expect(asked.target).toMatchObject({ of: "rows", ranges: [[0, 1247]] });
});

test("p9 rows that come in sight ask for no words by themselves: the grid has them", async () => {
  const { grid } = await open("large");
  const first = within(grid).getAllByTestId("choose")[0];
  // Each place of the page that asks for words listens for another language.
  const listens = vi.spyOn(i18next, "on");
  grid.scrollTop = 9_000;
  fireEvent.scroll(grid);
  await waitFor(() => expect(first).not.toBeInTheDocument());
  await waitFor(() => expect(within(grid).getAllByTestId("choose").length).toBeGreaterThan(10));
  expect(listens).not.toHaveBeenCalled();
  listens.mockRestore();
});
