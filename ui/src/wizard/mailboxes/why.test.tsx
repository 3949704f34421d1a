import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { paths } from "../../app/route";
import { fakeHost } from "../../host/fake";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { show } from "../../test/show";
import { open, row } from "./opened";
import { openMailboxes } from "./start";

withLayout();

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
  openMailboxes(paths.step(1, "mailboxes"), { state: "leaver" });
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
