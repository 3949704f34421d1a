import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { speak } from "../../app/i18n";
import { problem } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { toldAndShown } from "../../test/folder";
import { withLayout } from "../../test/layout";
import { quiet, sent } from "../../test/run";
import { open } from "./opened";

withLayout();

afterEach(() => speak("en"));

test.each([
  ["en", "More", ["History", "Rehearse…"], "Bill as CSV"],
  ["de", "Mehr", ["Verlauf", "Probe…"], "Abrechnung als CSV"],
] as const)(
  "w6 the head has two buttons, and keys reach the rest in a menu (%s)",
  async (tongue, more, first, bill) => {
    const quietly = quiet();
    await quietly.call("settings_set", { language: tongue });
    const { user, host } = await open(quietly);
    const head = screen.getByRole("heading", { level: 1 }).parentElement as HTMLElement;
    expect(within(head).getAllByRole("button")).toHaveLength(2);
    const trigger = within(head).getByRole("button", { name: more });
    trigger.focus();
    await user.keyboard("{Enter}");
    const menu = await screen.findByRole("menu");
    const items = within(menu).getAllByRole("menuitem");
    expect(items.slice(0, 2).map((item) => item.textContent)).toEqual(first);
    expect(await axe(menu)).toEqual([]);
    items[1]?.focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByTestId("rehearsal")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("rehearsal")).toBeNull());
    trigger.focus();
    await user.keyboard("{Enter}");
    (await screen.findByRole("menuitem", { name: bill })).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(sent(host, "bill_csv")).toEqual([{ client: 1, plan: 58 }]));
  },
);

test("b5 an undo says which run it takes back and is reviewed like any plan", async () => {
  const host = quiet();
  const plan = await host.call("plan_get", { client: 1, plan: 58 });
  host.answer("plan_get", () => ({ ...plan, plan: 70, kind: "undo", undoes: 57 }));
  const { user } = await open(host, "#/client/1/review/70");
  expect(screen.getByTestId("banner-undo")).toHaveTextContent("This takes run 57 back.");
  expect(sent(host, "plan_make")).toEqual([]);
  await user.click(screen.getByTestId("plan-again"));
  await waitFor(() => expect(sent(host, "undo_make")).toEqual([{ client: 1, run: 57, row: null }]));
  await user.click(await screen.findByTestId("real-plan"));
  await waitFor(() => expect(window.location.hash).toBe("#/client/1/review"));
});

test("b5 an undo of one row says so, and planned again it is of that row alone", async () => {
  const host = quiet();
  const plan = await host.call("plan_get", { client: 1, plan: 58 });
  const undo = { ...plan, plan: 70, kind: "undo" as const, undoes: 57, undoesRow: 12, stale: true };
  host.answer("plan_get", () => undo);
  host.answer("undo_make", () => {
    throw problem("undo-too-late", "The run is too old to be taken back.");
  });
  const { user } = await open(host, "#/client/1/review/70");
  const banner = screen.getByTestId("banner-undo");
  expect(banner).toHaveTextContent("This takes one row of run 57 back.");
  expect(banner).not.toHaveTextContent("Every row");
  await user.click(screen.getByTestId("plan-again"));
  await waitFor(() => expect(sent(host, "undo_make")).toEqual([{ client: 1, run: 57, row: 12 }]));
  expect(await screen.findByTestId("problem")).toBeVisible();
});

test("a rehearsal cannot be applied and says so", async () => {
  const host = quiet();
  const plan = await host.call("plan_get", { client: 1, plan: 58 });
  host.answer("plan_get", () => ({ ...plan, plan: 70, kind: "rehearsal" }));
  const { user } = await open(host, "#/client/1/review/70");
  expect(screen.getByTestId("banner-rehearsal")).toHaveTextContent(
    "A rehearsal: nothing here can be applied.",
  );
  expect(screen.getByTestId("action-primary")).toHaveTextContent("To the real plan");
  await user.click(screen.getByTestId("action-primary"));
  expect(sent(host, "plan_apply")).toEqual([]);
  expect(window.location.hash).toBe("#/client/1/review");
});

test("w6 the plan and its bill go into files, and a plan from elsewhere is reviewed like any other", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("files"));
  await user.click(await screen.findByTestId("bill-csv"));
  await toldAndShown(user, host, "written", "/home/technician/Downloads/bill.csv");
  const file = new File(['{"format":"tenantry-plan"}'], "plan.json", { type: "application/json" });
  await user.upload(screen.getByTestId("plan-file"), file);
  await waitFor(() =>
    expect(sent(host, "plan_import")).toEqual([{ client: 1, text: '{"format":"tenantry-plan"}' }]),
  );
  await waitFor(() => expect(window.location.hash).toBe("#/client/1/review/58"));
});
