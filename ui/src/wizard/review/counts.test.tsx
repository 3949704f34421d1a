import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { FakeHost } from "../../host/fake";
import { withLayout } from "../../test/layout";
import { quiet } from "../../test/run";
import { show } from "../../test/show";
import { box, open, planned } from "./opened";

withLayout();

const rail = () => screen.getByTestId("rail-review");
const held = () => screen.getByTestId("plan-held");

/** A plan that takes run 55 back: 18 changes, none of them held. */
async function undoes(host: FakeHost) {
  const newest = await host.call("plan_get", { client: 1, plan: 58 });
  const undo = { ...newest, plan: 59, kind: "undo" as const, undoes: 55, ready: 18, held: 0, holds: [] };
  host.answer("undo_make", () => undo);
  host.answer("plan_get", ({ plan }) => (plan === 59 ? undo : newest));
}

test("w6 what is approved counts as ready at once, in the card and in the rail, and as held once it is taken back", async () => {
  const { user } = await open();
  const count = Number(held().getAttribute("data-count"));
  await waitFor(() => expect(rail()).toHaveTextContent(`${count} held`));
  const before = rail().textContent;
  await user.click(screen.getAllByTestId("approve-all")[0] as HTMLElement);
  await waitFor(() => expect(rail().textContent).not.toBe(before));
  const left = Number(held().getAttribute("data-count"));
  expect(left).toBeLessThan(count);
  expect(held().parentElement).toHaveTextContent(`Held, ${count - left} approved`);
  expect(screen.getByTestId("plan-ready")).toHaveTextContent(`and ${count - left} approved`);
  // The button that was pressed is gone.
  expect(screen.getByTestId("hold-all")).toHaveFocus();
  if (left > 0) expect(rail()).toHaveTextContent(`${left} held`);
  await user.click(screen.getByTestId("hold-all"));
  await waitFor(() => expect(rail().textContent).toBe(before));
});

test("w6 b5 beside an undo the rail counts the undo, and the newest plan again after it", async () => {
  const host = quiet();
  const view = await host.call("client_get", { client: 1 });
  host.answer("client_get", () => ({ ...view, row: { ...view.row, pending: 0, held: 0 } }));
  await undoes(host);
  show("#/client/1/review/59", host);
  await screen.findByTestId("banner-undo");
  await waitFor(() => expect(rail()).toHaveTextContent("18 ready"));
  window.location.hash = "#/client/1/domains";
  await screen.findByTestId("screen-domains");
  await waitFor(() => expect(rail()).toHaveTextContent("0 ready"));
});

test("w9 on the client's page the tab of changes counts what its page counts", async () => {
  const { user } = show("#/page/1/changes", quiet());
  await screen.findByTestId("plan-ready");
  const badge = () => screen.getByTestId("rail-changes").textContent;
  const count = Number(held().getAttribute("data-count"));
  await waitFor(() => expect(badge()).toContain(`${count}held`));
  for (const button of screen.getAllByTestId("approve-all")) await user.click(button);
  await waitFor(() => expect(badge()).toContain("open"));
});

test("m5 a domain that is held is explained once, in the box that holds it", async () => {
  const host = quiet();
  await planned(host, {
    holds: [{ hold: "internal-relay", count: 1, removals: 0 }],
    notices: [{ notice: "internal-relay", domain: "larkmill.example" }],
  });
  await open(host);
  expect(box("internal-relay")).toHaveTextContent(/some of its mailboxes are not in this tenant/);
  expect(screen.queryByText(/passes unknown addresses on to another server/)).toBeNull();
});

test("w9 b5 an undo that was made on the client's page is reviewed there, and the way back stays there", async () => {
  const host = quiet();
  await undoes(host);
  const { user } = show("#/page/1/history", host);
  await user.click(await screen.findByTestId("undo-55"));
  expect(await screen.findByTestId("banner-undo")).toHaveTextContent("This takes run 55 back.");
  expect(window.location.hash).toBe("#/page/1/changes/59");
  expect(screen.getByTestId("rail-changes")).toHaveAttribute("aria-current", "page");
  await waitFor(() => expect(screen.getByTestId("rail-changes")).toHaveTextContent("18open"));
  await user.click(screen.getByTestId("real-plan"));
  await waitFor(() => expect(window.location.hash).toBe("#/page/1/changes"));
  await waitFor(() => expect(screen.queryByTestId("banner-undo")).toBeNull());
});
