import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { PlanAnswer, PlanApply } from "../../host/bindings";
import { finishSecond } from "../../host/fake/plans";
import { problem, sheetOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { quiet, sent } from "../../test/run";
import { open, planned } from "./opened";

withLayout();

test("b3 a second person approves in the browser before held changes can be applied", async () => {
  const host = quiet();
  sheetOf(host.world, 1).options.secondPerson = true;
  const { user } = await open(host);
  await user.click(screen.getByTestId("approve-all"));
  expect(screen.getByTestId("action-primary")).toHaveTextContent("Ask a second person");
  await user.click(screen.getByTestId("action-primary"));
  const dialog = await screen.findByTestId("second-person");
  expect(dialog).toHaveTextContent("Larkfield Foods asks for two people");
  await user.click(within(dialog).getByTestId("second-start"));
  expect(await within(dialog).findByText("Waiting for the second person")).toBeVisible();
  expect(await axe(dialog)).toEqual([]);
  act(() => finishSecond(host.world, 1, "deputy@larkfield.example"));
  expect(await screen.findByTestId("second-done")).toHaveTextContent("deputy@larkfield.example approved");
  await user.click(screen.getByTestId("second-close"));
  expect(await screen.findByText("Also approved by deputy@larkfield.example.")).toBeVisible();
  await user.click(screen.getByTestId("action-primary"));
  await screen.findByTestId("screen-apply");
});

test("b3 what the core asks for is asked, even where the page did not expect it", async () => {
  const host = quiet();
  let tries = 0;
  const start = await host.call("plan_get", { client: 1, plan: 58 });
  host.answer("plan_apply", () => {
    tries += 1;
    throw { code: "name-needed", message: "", hints: [], detail: null, facts: {}, exit: "held" };
  });
  const { user } = await open(host);
  expect(start.nameNeeded).toBe(false);
  await user.click(screen.getByTestId("action-primary"));
  await user.click(await screen.findByTestId("confirm-name"));
  await user.paste("Larkfield Foods");
  await user.click(screen.getByTestId("confirm-action"));
  await waitFor(() => expect(tries).toBe(2));
  expect(sent<PlanApply>(host, "plan_apply").map(({ clientName }) => clientName)).toEqual([
    null,
    "Larkfield Foods",
  ]);
});

test("b8 where the rows that were approved cannot be read, nothing is applied and it says so", async () => {
  const host = quiet();
  const { user } = await open(host);
  await user.click((await screen.findAllByTestId("approve"))[0] as HTMLElement);
  host.answer("plan_rows", () => {
    throw problem("no-plan", "There is no such plan.");
  });
  await user.click(screen.getByTestId("action-primary"));
  expect(await screen.findByTestId("problem")).toBeVisible();
  expect(sent(host, "plan_apply")).toEqual([]);
  expect(screen.getByTestId("action-primary")).toHaveTextContent("Apply");
});

test("b3 an undo that takes many out again needs the client's name typed", async () => {
  const host = quiet();
  const plan = await host.call("plan_get", { client: 1, plan: 58 });
  const undo = { plan: 70, kind: "undo" as const, undoes: 57, held: 0, holds: [], heldRemovals: 0 };
  host.answer("plan_get", () => ({ ...plan, ...undo, nameNeeded: true }));
  const { user } = await open(host, "#/client/1/review/70");
  await user.click(screen.getByTestId("action-primary"));
  expect(await screen.findByTestId("confirm")).toHaveTextContent("This takes a whole run back");
  await user.click(screen.getByTestId("confirm-name"));
  await user.paste("Larkfield Foods");
  await user.click(screen.getByTestId("confirm-action"));
  await waitFor(() => expect(sent<PlanApply>(host, "plan_apply")).toHaveLength(1));
  expect(sent<PlanApply>(host, "plan_apply")[0]).toMatchObject({ plan: 70, clientName: "Larkfield Foods" });
});

test("b3 many are treated as leavers only when the client's name is typed", async () => {
  const host = quiet();
  await planned(host, { typedFrom: 9 });
  const { user } = await open(host);
  await user.click(screen.getByTestId("leaver-all"));
  await user.click(await screen.findByTestId("confirm-action"));
  expect(sent(host, "plan_answer")).toEqual([]);
  await user.click(screen.getByTestId("confirm-name"));
  await user.paste("Larkfield Foods");
  await user.click(screen.getByTestId("confirm-action"));
  await waitFor(() => expect(sent<PlanAnswer>(host, "plan_answer")).toHaveLength(1));
  expect(sent<PlanAnswer>(host, "plan_answer")[0]).toMatchObject({ clientName: "Larkfield Foods" });
});
