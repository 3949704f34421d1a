import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { quiet } from "../../test/run";
import { box, open, planned } from "./opened";

withLayout();

test("b1 a brake that holds for one service alone names that service", async () => {
  const host = quiet();
  const service = { service: "outgoing", done: 8, planned: 9, limit: 16, holds: true };
  await planned(host, { brake: { done: 8, planned: 9, limit: 60, holds: true, services: [service] } });
  await open(host);
  expect(box("brake")).toHaveTextContent("Out alone: 17 of 16.");
});

test("many who vanish at once are said strongly, above what is held; those who count down calmly", async () => {
  const host = quiet();
  await planned(host, {
    notices: [
      { notice: "leavers-waiting", count: 412, firstEnds: "2026-12-21T10:00:00Z", days: 30 },
      { notice: "mass-leave", count: 412, of: 1372 },
    ],
  });
  await open(host);
  const strong = screen.getByTestId("notice-mass-leave");
  expect(strong).toHaveTextContent("412 of 1,372 mailboxes vanished from the tenant in 24 hours");
  expect(strong).toHaveTextContent("Nothing was removed yet");
  expect(strong.compareDocumentPosition(screen.getByTestId("held"))).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  expect(screen.getByTestId("notice-leavers-waiting")).toHaveTextContent("412 leavers are counting down");
});

test("w9 what a notice shows is shown on the client's page when the notice stands there", async () => {
  for (const [path, mailboxes] of [
    ["#/page/1/changes", "#/page/1/mailboxes"],
    ["#/client/1/review", "#/client/1/mailboxes"],
  ] as const) {
    const host = quiet();
    await planned(host, { notices: [{ notice: "mass-leave", count: 412, of: 1372 }] });
    const { user, unmount } = await open(host, path);
    await user.click(within(screen.getByTestId("notice-mass-leave")).getByRole("button"));
    expect(window.location.hash).toBe(mailboxes);
    unmount();
  }
});

test("a domain is named in its own letters", async () => {
  const host = quiet();
  await planned(host, { notices: [{ notice: "left-behind", domain: "xn--lrkfisch-0za.example" }] });
  await open(host);
  expect(await screen.findByText("lärkfisch.example is left behind in the gateway")).toBeVisible();
});

test("the bill opens by kind, before and after", async () => {
  const { user, container } = await open();
  expect(screen.queryByTestId("bill-by-kind")).toBeNull();
  await user.click(screen.getByTestId("bill"));
  const table = screen.getByTestId("bill-by-kind");
  expect(within(table).getByRole("row", { name: /^Shared/ })).toHaveTextContent("147 before, 169 after");
  expect(within(table).getByRole("row", { name: /^All/ })).toHaveTextContent("1,049 before, 1,210 after");
  expect(await axe(container)).toEqual([]);
});
