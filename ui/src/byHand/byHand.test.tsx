import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ByHandDone, ByHandQuery } from "../host/bindings";
import { advanceRun } from "../host/fake/runs";
import { axe } from "../test/axe";
import { toldAndShown } from "../test/folder";
import { withLayout } from "../test/layout";
import { quiet, running, sent } from "../test/run";
import { show } from "../test/show";

withLayout();

const open = async (host = quiet()) => {
  const shown = show("#/client/2/client", host);
  expect(await screen.findByTestId("hands-pending")).toHaveTextContent("1,924 settings wait for you");
  await shown.user.click(screen.getByTestId("hands-open"));
  await screen.findByTestId("hand-1");
  return shown;
};

test("g1 what a person has to set is listed with its value, and filtered by setting", async () => {
  const { user } = await open();
  expect(screen.getByTestId("hand-1")).toHaveTextContent(
    "larkfield.exampledomainReject mail to unlisted mailboxesOn",
  );
  expect(screen.getByTestId("hand-3")).toHaveTextContent("RegionEurope");
  expect(screen.getByTestId("hands")).toHaveAttribute("aria-rowcount", "1925");
  expect(await axe(screen.getByTestId("by-hand-list"))).toEqual([]);
  await user.click(screen.getByText(/Formats and report/));
  expect(await screen.findByTestId("hand-7")).toHaveTextContent(
    "Europe/London · DD/MM/YYYY · 24h · report 08:30 (en-GB) · sign-in with Microsoft 365",
  );
  expect(screen.queryByTestId("hand-1")).toBeNull();
});

test("g1 rows that are ticked are marked as done, and kept with who and when", async () => {
  const { user, host } = await open();
  await user.click(within(screen.getByTestId("hand-1")).getByRole("checkbox"));
  await user.click(within(screen.getByTestId("hand-2")).getByRole("checkbox"));
  await user.click(screen.getByTestId("mark-done"));
  await waitFor(() => expect(screen.queryByTestId("hand-1")).toBeNull());
  expect(sent<ByHandDone>(host, "by_hand_done")).toEqual([{ client: 2, rows: [1, 2] }]);
  await user.click(screen.getByTestId("hands-done"));
  expect(await screen.findByTestId("hand-2")).toHaveTextContent("Sam Hollis");
  expect(screen.queryByTestId("mark-done")).toBeNull();
});

test("g1 all of one setting are marked after a question", async () => {
  const { user, host } = await open();
  await user.click(screen.getByRole("button", { name: /^Mailbox list\s*640/ }));
  await user.click(await screen.findByText("Mark all 640 as done…"));
  const confirm = await screen.findByTestId("confirm");
  expect(confirm).toHaveTextContent("Tenantry cannot look whether they are set.");
  await user.click(within(confirm).getByTestId("confirm-action"));
  await waitFor(() =>
    expect(sent<ByHandDone>(host, "by_hand_done")).toEqual([{ client: 2, setting: "mailbox" }]),
  );
  expect(await screen.findByText("Nothing waits for your hand")).toBeVisible();
});

test("g1 the mailbox list goes into a file, and the panel opens from here", async () => {
  const { user, host } = await open();
  await user.click(screen.getByTestId("hands-csv"));
  await toldAndShown(user, host, "csv-written", "/home/technician/Downloads/larkfield-mailboxes.csv");
  await user.click(screen.getByTestId("hands-panel"));
  await waitFor(() => expect(sent(host, "gateway_panel")).toEqual([{ client: 2 }]));
});

test("a long list is read page by page as it comes into sight", async () => {
  const host = quiet();
  await open(host);
  const first = sent<ByHandQuery>(host, "by_hand_list").filter(({ limit }) => limit > 1);
  expect(first).toEqual([{ client: 2, limit: 200 }]);
});

test("g1 before apply the plan says what is to be set by hand, in its head and on each row", async () => {
  const { user, container } = show("#/client/2/review", quiet());
  const card = await screen.findByTestId("card-by-hand");
  expect((await screen.findAllByText("By hand: mailbox, services, formats")).length).toBeGreaterThan(0);
  await user.click(card);
  expect(screen.getByTestId("plan-by-hand")).toHaveTextContent(/Time zone, formats, report, sign-in\d+/);
  expect(await axe(container)).toEqual([]);
});

test("a gateway that has a call for everything asks for nothing by hand", async () => {
  show("#/client/1/review", quiet());
  await screen.findByTestId("plan-list");
  expect(screen.queryByTestId("card-by-hand")).toBeNull();
  expect(screen.queryByTestId("by-hand")).toBeNull();
});

test("g1 after apply the result leads to what waits for a hand", async () => {
  const host = await running(2);
  for (let step = 0; step < 60; step++) advanceRun(host.world, 2);
  const { user } = show("#/client/2/apply", host);
  expect(await screen.findByTestId("hands-left")).toHaveTextContent("Mailbox in the list640");
  expect(await screen.findByText("read back where it can be read")).toBeVisible();
  await user.click(screen.getByTestId("hands-show"));
  expect(await screen.findByTestId("hand-1")).toBeVisible();
});
