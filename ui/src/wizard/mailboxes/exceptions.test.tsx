import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ExceptionSet } from "../../host/bindings";
import { sheetOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { quiet } from "../../test/run";
import { show } from "../../test/show";
import { open, row } from "./opened";

withLayout();

test("an exception is set by E with its reason, shown in the grid and in why, and lifted there", async () => {
  const { user, host, container } = await open();
  await user.keyboard("e");
  const dialog = await screen.findByTestId("exception");
  expect(dialog).toHaveTextContent("Leave Accounts alone");
  await user.type(within(dialog).getByTestId("exception-reason"), "Moves to another provider");
  await user.selectOptions(within(dialog).getByTestId("exception-until"), "day");
  expect(within(dialog).getByTestId("exception-day")).toBeVisible();
  await user.click(within(dialog).getByTestId("exception-action"));
  await waitFor(() => expect(screen.queryByTestId("exception")).toBeNull());
  const line = await row("accounts@larkfield.example");
  await waitFor(() => expect(line).toHaveTextContent("Exception"));
  const set = host.calls.find(({ command }) => command === "exception_set")?.request as ExceptionSet;
  expect(set.target).toEqual({ of: "ids", ids: ["id-0"] });
  expect(set.terms.until).toMatch(/^\d{4}-\d\d-\d\d$/);
  (await screen.findByRole("grid")).focus();
  await user.keyboard("w");
  const drawer = await screen.findByTestId("why-drawer");
  expect(await within(drawer).findByText("“Moves to another provider”")).toBeVisible();
  expect(within(drawer).getByText("Nothing happens: the exception stands")).toBeVisible();
  expect(await axe(container)).toEqual([]);
  await user.click(await within(drawer).findByTestId("why-lift"));
  const asked = await screen.findByTestId("confirm");
  expect(asked).toHaveTextContent("Lift the exception of Accounts");
  expect(asked).toHaveTextContent("may be removed from the gateway");
  expect(host.calls.some(({ command }) => command === "exception_remove")).toBe(false);
  await user.click(within(asked).getByTestId("confirm-action"));
  await waitFor(() => expect(drawer).not.toHaveTextContent("Moves to another provider"));
  await user.selectOptions(screen.getByTestId("filter-state"), "exception");
  expect(await screen.findByText("No mailbox matches these filters")).toBeVisible();
});

test("an exception without an end, or for many at once, is one question", async () => {
  const { user, host } = await open();
  await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}e");
  const dialog = await screen.findByTestId("exception");
  expect(dialog).toHaveTextContent("Leave 3 mailboxes alone");
  await user.type(within(dialog).getByTestId("exception-reason"), "Merger");
  // More than the core takes cannot be typed.
  expect(within(dialog).getByTestId("exception-owner")).toHaveAttribute("maxlength", "80");
  await user.selectOptions(within(dialog).getByTestId("exception-until"), "never");
  await user.click(within(dialog).getByTestId("exception-action"));
  await waitFor(() => expect(screen.queryByTestId("exception")).toBeNull());
  const set = host.calls.find(({ command }) => command === "exception_set")?.request as ExceptionSet;
  expect(set.target).toMatchObject({ of: "rows", ranges: [[0, 2]] });
  expect(set.terms).toEqual({ reason: "Merger", owner: "Sam Hollis", until: null });
});

test("w10 a page that a notification asks for waits until the dialog is closed, and what was typed there stays", async () => {
  const { user, host } = await open();
  await user.keyboard("e");
  const dialog = await screen.findByTestId("exception");
  await user.type(within(dialog).getByTestId("exception-reason"), "Moves on Friday");
  act(() => host.emit({ event: "open", path: "#/page/2/changes" }));
  expect(await screen.findByTestId("asked-waits")).toHaveTextContent("opens when you close this");
  expect(within(dialog).getByTestId("exception-reason")).toHaveValue("Moves on Friday");
  expect(window.location.hash).toBe("#/client/1/mailboxes");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(window.location.hash).toBe("#/page/2/changes"));
  expect(screen.queryByTestId("asked-waits")).toBeNull();
});

test("w12 the day that was named as the last is shown as the last, wherever this computer stands", async () => {
  const host = quiet();
  const state = await host.call("app_state", null);
  host.answer("app_state", () => ({ ...state, timeZone: "Pacific/Honolulu" }));
  const key = "accounts@larkfield.example";
  sheetOf(host.world, 1).exceptions.set(key, {
    object: { of: "recipient", id: "id-0" },
    key,
    name: "Accounts",
    reason: "Moves",
    owner: "Sam Hollis",
    since: "2026-11-01T18:00:00Z",
    until: "2026-12-31",
    ended: false,
    cause: "person",
    run: null,
  });
  const { user } = show("#/client/1/mailboxes", host);
  await row(key);
  screen.getByRole("grid").focus();
  await user.keyboard("w");
  const drawer = await screen.findByTestId("why-drawer");
  await waitFor(() => expect(drawer).toHaveTextContent(/Until (31 Dec|Dec 31,) 2026\./));
  act(() => {
    window.location.hash = "#/client/1/review";
  });
  await user.click(await screen.findByTestId("card-exempt"));
  expect(await screen.findByTestId(`exception-${key}`)).toHaveTextContent(/31 Dec 2026|Dec 31, 2026/);
});
