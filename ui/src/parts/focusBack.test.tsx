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
