import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { sheetOf } from "../host/fake/world";
import { withLayout } from "../test/layout";
import { quiet } from "../test/run";
import { show } from "../test/show";

withLayout();

test("a drawer gives the focus back to the menu's button that led to it, each time", async () => {
  const { user } = show("#/", quiet());
  const button = await screen.findByTestId("menu-1");
  for (const shows of ["history", "history", "exceptions"]) {
    await user.click(button);
    await user.click(await screen.findByTestId(`menu-${shows}`));
    await user.click(await screen.findByTestId(`${shows}-close`));
    await waitFor(() => expect(screen.queryByTestId(shows)).toBeNull());
    await waitFor(() => expect(button).toHaveFocus());
  }
});

test("a drawer gives the focus back to the card that opened it, also when Esc closes it", async () => {
  const host = quiet();
  const exception = {
    object: { of: "recipient" as const, id: "1" },
    key: "ann@larkfield.example",
    name: "Ann",
  };
  const terms = { reason: "Moves", owner: "Sam Hollis", since: "2026-11-01T08:00:00Z", until: null };
  const kept = { ...exception, ...terms, ended: false, cause: "person" as const, run: null };
  sheetOf(host.world, 1).exceptions.set(exception.key, kept);
  const { user } = show("#/client/1/review", host);
  const card = await screen.findByTestId("card-exempt");
  await user.click(card);
  await screen.findByTestId("exceptions-close");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("exceptions")).toBeNull());
  await waitFor(() => expect(card).toHaveFocus());
});

test("the evidence of a mailbox gives the focus back to the grid, so that the keys go on there", async () => {
  const { user } = show("#/client/1/mailboxes", quiet());
  await screen.findByTestId("mailbox-accounts@larkfield.example");
  const grid = screen.getByRole("grid");
  grid.focus();
  await user.keyboard("{ArrowDown}w");
  await user.click(await screen.findByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByTestId("why-drawer")).toBeNull());
  await waitFor(() => expect(grid).toHaveFocus());
});

test("a form that takes the place of its button takes the focus, and gives it back when it goes", async () => {
  const { user } = show("#/page/1/cutover", quiet());
  await user.click(await screen.findByTestId("target-change"));
  await waitFor(() => expect(screen.getByTestId("target-mx")).toHaveFocus());
  await user.click(screen.getByTestId("target-save"));
  await waitFor(() => expect(screen.getByTestId("target-change")).toHaveFocus());
});

test("w11 the sheet of keys and the palette, opened by a key, give the focus back to what had it", async () => {
  const { user } = show("#/", quiet());
  const button = await screen.findByTestId("menu-1");
  for (const [keys, opened] of [
    ["{F1}", "key-sheet"],
    ["{Control>}k{/Control}", "palette"],
  ] as const) {
    button.focus();
    await user.keyboard(keys);
    const surface = await screen.findByTestId(opened);
    await waitFor(() => expect(surface.contains(document.activeElement)).toBe(true));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId(opened)).toBeNull());
    await waitFor(() => expect(button).toHaveFocus());
  }
});

test("w11 what the palette opened gives the focus back to what had it before the palette", async () => {
  const { user } = show("#/", quiet());
  const button = await screen.findByTestId("menu-1");
  button.focus();
  await user.keyboard("{Control>}k{/Control}");
  await waitFor(() => expect(screen.getByTestId("palette-input")).toHaveFocus());
  await user.keyboard("{F1}");
  await screen.findByTestId("key-sheet");
  await waitFor(() => expect(screen.queryByTestId("palette")).toBeNull());
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("key-sheet")).toBeNull());
  await waitFor(() => expect(button).toHaveFocus());
});

test("w11 a drawer opened by keys alone gives the focus back to the menu's button", async () => {
  const { user } = show("#/", quiet());
  const button = await screen.findByTestId("menu-1");
  button.focus();
  await user.keyboard("{Enter}");
  (await screen.findByTestId("menu-history")).focus();
  await user.keyboard("{Enter}");
  await screen.findByTestId("history-close");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("history")).toBeNull());
  await waitFor(() => expect(button).toHaveFocus());
});

test("w4 Escape closes the evidence of whom Tenantry does not take, and the focus goes back to its button", async () => {
  const { user } = show("#/client/1/mailboxes", quiet());
  await user.click(await screen.findByTestId("tab-notTaken"));
  const [button] = await screen.findAllByTestId("why-not-taken");
  button?.focus();
  await user.keyboard("{Enter}");
  await screen.findByTestId("why-drawer");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("why-drawer")).toBeNull());
  expect(button).toHaveFocus();
});
