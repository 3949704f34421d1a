import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ExceptionRemove, PlanAnswer, PlanApply, PlanView } from "../../host/bindings";
import { type FakeHost, fakeHost } from "../../host/fake";
import { finishSecond } from "../../host/fake/plans";
import { sheetOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { show } from "../../test/show";

withLayout();

function quiet(): FakeHost {
  const host = fakeHost("small");
  host.world.pace = 0;
  return host;
}
const open = async (host = quiet(), path = "#/client/1/review") => {
  const shown = show(path, host);
  await screen.findByTestId("plan-list");
  return shown;
};
async function planned(host: FakeHost, change: Partial<PlanView>) {
  const plan = { ...(await host.call("plan_get", { client: 1, plan: 58 })), ...change };
  host.answer("plan_get", () => plan);
  host.answer("plan_make", () => plan);
}
const sent = <T,>(host: FakeHost, name: string) =>
  host.calls.filter(({ command }) => command === name).map(({ request }) => request as T);
const box = (hold: string) => document.querySelector<HTMLElement>(`[data-hold="${hold}"]`) as HTMLElement;

test("b1 every removal that is held can be exempted at once, with reason, owner and end", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("exempt-all"));
  const dialog = await screen.findByTestId("exception-dialog");
  expect(dialog).toHaveTextContent("Exempt 9 mailboxes");
  await user.click(within(dialog).getByTestId("exception-save"));
  expect(sent(host, "plan_answer"), "no exception without a reason").toEqual([]);
  await user.click(within(dialog).getByTestId("exception-reason"));
  await user.paste("Waiting for the client");
  await user.selectOptions(within(dialog).getByTestId("exception-until"), "never");
  expect(await axe(dialog)).toEqual([]);
  await user.click(within(dialog).getByTestId("exception-save"));
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
  await user.click(screen.getByTestId("exception-save"));
  await user.click(await screen.findByTestId("card-exempt"));
  const line = await screen.findByTestId("exception-user0017@larkfield.example");
  expect(line).toHaveTextContent("Waiting for the client");
  expect(line).toHaveTextContent("Sam Hollis");
  expect(await axe(document.body)).toEqual([]);
  await user.click(within(line).getByTestId("lift"));
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

test("b1 a brake that holds for one service alone names that service", async () => {
  const host = quiet();
  const service = { service: "outgoing", done: 8, planned: 9, limit: 16, holds: true };
  await planned(host, { brake: { done: 8, planned: 9, limit: 60, holds: true, services: [service] } });
  await open(host);
  expect(box("brake")).toHaveTextContent("Out alone: 17 of 16.");
});

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

test("a rehearsal cannot be applied and says so", async () => {
  const host = quiet();
  const plan = await host.call("plan_get", { client: 1, plan: 58 });
  host.answer("plan_get", () => ({ ...plan, plan: 70, kind: "rehearsal" }));
  const { user } = await open(host, "#/client/1/review/70");
  expect(screen.getByTestId("banner-rehearsal")).toHaveTextContent("A rehearsal: it cannot be applied.");
  expect(screen.getByTestId("action-primary")).toHaveTextContent("To the real plan");
  await user.click(screen.getByTestId("action-primary"));
  expect(sent(host, "plan_apply")).toEqual([]);
  expect(window.location.hash).toBe("#/client/1/review");
});

test("w6 the plan and its bill go into files, and a plan from elsewhere is reviewed like any other", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("files"));
  await user.click(await screen.findByTestId("bill-csv"));
  expect(await screen.findByTestId("written")).toHaveTextContent(
    "Saved as /home/technician/Downloads/bill.csv",
  );
  const file = new File(['{"format":"tenantry-plan"}'], "plan.json", { type: "application/json" });
  await user.upload(screen.getByTestId("plan-file"), file);
  await waitFor(() =>
    expect(sent(host, "plan_import")).toEqual([{ client: 1, text: '{"format":"tenantry-plan"}' }]),
  );
  await waitFor(() => expect(window.location.hash).toBe("#/client/1/review/58"));
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

test("many exceptions are lifted at once, after a question", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("exempt-all"));
  await user.click(await screen.findByTestId("exception-reason"));
  await user.paste("Merger");
  await user.click(screen.getByTestId("exception-save"));
  await user.click(await screen.findByTestId("card-exempt"));
  await user.click(await screen.findByTestId("lift-all"));
  expect(await screen.findByTestId("confirm")).toHaveTextContent("Lift 9 exceptions");
  await user.click(screen.getByTestId("confirm-action"));
  expect(await screen.findByText("There are no exceptions")).toBeVisible();
  expect(sent<ExceptionRemove>(host, "exception_remove")[0]?.objects).toHaveLength(9);
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
