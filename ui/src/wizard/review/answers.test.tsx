import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ExceptionRemove, PlanAnswer, PlanApply } from "../../host/bindings";
import { sheetOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { quiet, sent } from "../../test/run";
import { box, open } from "./opened";

withLayout();

test("b1 every removal that is held can be exempted at once, with reason, owner and end", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("exempt-all"));
  const dialog = await screen.findByTestId("exception");
  expect(dialog).toHaveTextContent("Exempt 9 mailboxes");
  await user.click(within(dialog).getByTestId("exception-action"));
  expect(sent(host, "plan_answer"), "no exception without a reason").toEqual([]);
  await user.click(within(dialog).getByTestId("exception-reason"));
  await user.paste("Waiting for the client");
  await user.selectOptions(within(dialog).getByTestId("exception-until"), "never");
  expect(await axe(dialog)).toEqual([]);
  await user.click(within(dialog).getByTestId("exception-action"));
  expect(await screen.findByText("9 are exempt. The plan was made anew.")).toBeVisible();
  expect(sent<PlanAnswer>(host, "plan_answer")[0]).toMatchObject({
    client: 1,
    plan: 58,
    target: { of: "held", hold: "brake" },
    answer: {
      answer: "exempt",
      terms: { reason: "Waiting for the client", owner: "Sam Hollis", until: null },
    },
  });
  expect(screen.queryByTestId("held")).toBeNull();
  expect(screen.getByTestId("plan-exempt")).toHaveTextContent("9");
  expect(screen.getByText(/Plan 59, made/)).toBeVisible();
});

test("what is exempt is listed with its terms, and lifted there", async () => {
  const { host, user } = await open();
  await user.click(screen.getAllByTestId("answers")[0] as HTMLElement);
  await user.click(await screen.findByTestId("answer-exempt"));
  await user.click(await screen.findByTestId("exception-reason"));
  await user.paste("Waiting for the client");
  await user.click(screen.getByTestId("exception-action"));
  await user.click(await screen.findByTestId("card-exempt"));
  const line = await screen.findByTestId("exception-user0017@larkfield.example");
  expect(line).toHaveTextContent("Waiting for the client");
  expect(line).toHaveTextContent("Sam Hollis");
  expect(await axe(document.body)).toEqual([]);
  await user.click(within(line).getByTestId("lift"));
  expect(await screen.findByTestId("confirm")).toHaveTextContent("Its reason, owner and end are not kept.");
  expect(sent(host, "exception_remove")).toEqual([]);
  await user.click(screen.getByTestId("confirm-action"));
  expect(await screen.findByText("There are no exceptions")).toBeVisible();
  expect(sent(host, "exception_remove")).toHaveLength(1);
});

test("b1 one row is treated as a leaver, and what was approved before stays approved", async () => {
  const { host, user } = await open();
  await user.click((await screen.findAllByTestId("approve"))[0] as HTMLElement);
  await user.click(screen.getAllByTestId("answers")[1] as HTMLElement);
  await user.click(await screen.findByTestId("answer-leaver"));
  expect(await screen.findByText("1 is a leaver from now on. The plan was made anew.")).toBeVisible();
  const [answer] = sent<PlanAnswer>(host, "plan_answer");
  expect(answer?.target).toEqual({ of: "rows", seqs: [expect.any(Number)] });
  expect(within(box("brake")).getByText("1 approved, goes with the others")).toBeVisible();
  await user.click(screen.getByTestId("action-primary"));
  await waitFor(() => expect(sent<PlanApply>(host, "plan_apply")).toHaveLength(1));
  expect(sent<PlanApply>(host, "plan_apply")[0]).toMatchObject({ plan: 59, approveAll: false });
  expect(sent<PlanApply>(host, "plan_apply")[0]?.approved).toHaveLength(1);
});

test("b1 what was approved for one reason is asked again where an answer leaves it held for another", async () => {
  const { host, user } = await open();
  await user.click((await screen.findAllByTestId("approve"))[0] as HTMLElement);
  expect(within(box("brake")).getByText("1 approved, goes with the others")).toBeVisible();
  sheetOf(host.world, 1).holds.set("user0017@larkfield.example", "drift");
  await user.click(screen.getAllByTestId("answers")[1] as HTMLElement);
  await user.click(await screen.findByTestId("answer-leaver"));
  expect(await screen.findByText("1 is a leaver from now on. The plan was made anew.")).toBeVisible();
  expect(box("drift")).toHaveTextContent("user0017@larkfield.example");
  expect(screen.queryByText("1 approved, goes with the others")).toBeNull();
});

test("g4 drift is restored, or kept as it was set by hand, in a box of its own", async () => {
  const host = quiet();
  sheetOf(host.world, 1).holds.set("accounts@larkfield.example", "drift");
  const { user } = await open(host);
  expect(within(box("drift")).getByText("1 was changed in the gateway by hand")).toBeVisible();
  expect(within(box("drift")).getByTestId("approve-all")).toHaveTextContent("Restore 1");
  await user.click(within(box("drift")).getByTestId("adopt-all"));
  await user.click(await screen.findByTestId("confirm-action"));
  expect(await screen.findByText("1 stays as the gateway has it. The plan was made anew.")).toBeVisible();
  expect(sent<PlanAnswer>(host, "plan_answer")[0]).toMatchObject({
    target: { of: "held", hold: "drift" },
    answer: { answer: "adopt" },
  });
  expect(box("drift")).toBeNull();
});

test("an exception that ended comes back to be looked at, above what else is held", async () => {
  const host = quiet();
  sheetOf(host.world, 1).holds.set("alarms@larkdeli.example", "exception-ended");
  await open(host);
  expect(screen.getAllByTestId("held").map((one) => one.dataset.hold)).toEqual(["brake", "exception-ended"]);
  expect(within(box("exception-ended")).getByTestId("exempt-all")).toBeVisible();
});

test("many exceptions are lifted at once, after a question", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("exempt-all"));
  await user.click(await screen.findByTestId("exception-reason"));
  await user.paste("Merger");
  await user.click(screen.getByTestId("exception-action"));
  await user.click(await screen.findByTestId("card-exempt"));
  await user.click(await screen.findByTestId("lift-all"));
  expect(await screen.findByTestId("confirm")).toHaveTextContent("Lift 9 exceptions");
  await user.click(screen.getByTestId("confirm-action"));
  expect(await screen.findByText("There are no exceptions")).toBeVisible();
  expect(sent<ExceptionRemove>(host, "exception_remove")[0]?.objects).toHaveLength(9);
});
