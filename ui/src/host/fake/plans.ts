import type { Answers } from "../fake";
import { planOf } from "./planView";
import { startRun } from "./runs";
import { groups, stepsNow, stepsOf } from "./steps";
import { clientOf, minutes, problem, sheetOf, type World } from "./world";

type Mine =
  | "plan_make"
  | "plan_get"
  | "plan_rows"
  | "plan_apply"
  | "plan_answer"
  | "undo_make"
  | "second_start"
  | "second_state"
  | "second_open_again"
  | "second_cancel"
  | "rehearse"
  | "snapshot_days"
  | "plan_export"
  | "plan_import"
  | "plan_pdf"
  | "plan_csv"
  | "bill_csv";

export function planCommands(world: World): Pick<Answers, Mine> {
  const written = (name: string) => () => ({ path: `/home/technician/Downloads/${name}` });
  return {
    plan_make: ({ client }) => {
      const sheet = sheetOf(world, client);
      if (sheet.undoes) sheet.plan += 1;
      sheet.undoes = null;
      clientOf(world, client).plan = sheet.plan;
      return planOf(world, client);
    },
    plan_get: ({ client, plan }) =>
      planOf(world, client, sheetOf(world, client).rehearsed.has(plan) ? plan : undefined),
    plan_rows: ({ client, plan, held, hold, group, reason, search, offset, limit }) => {
      const words = search.toLowerCase();
      const open = stepsNow(sheetOf(world, client), plan).filter(
        (step) =>
          (held === null || (step.held !== null) === held) &&
          (hold === null || step.held === hold) &&
          (reason === null || step.reason === reason) &&
          (step.name.toLowerCase().includes(words) || step.key.includes(words)),
      );
      const rows = open.filter((step) => group === null || step.group === group);
      return {
        rows: rows.slice(offset, offset + limit),
        total: rows.length,
        groups: groups
          .map((name) => ({ group: name, count: open.filter((step) => step.group === name).length }))
          .filter(({ count }) => count > 0),
      };
    },
    plan_answer: ({ client, hash: seen, target, answer }) => {
      const sheet = sheetOf(world, client);
      if (seen !== planOf(world, client).hash) throw problem("plan-stale", "Another plan was made since.");
      const about = stepsNow(sheet).filter(({ seq, held }) =>
        target.of === "rows"
          ? target.seqs.includes(seq)
          : held !== null && (target.hold === null || target.hold === held),
      );
      for (const { key, name, id } of about) {
        sheet.holds.delete(key);
        if (answer.answer === "leaver") sheet.leavers.add(key);
        if (answer.answer !== "exempt") continue;
        sheet.exceptions.set(key, {
          object: { of: "recipient", id: id ?? "" },
          key,
          name,
          reason: answer.terms.reason,
          owner: answer.terms.owner ?? "Sam Hollis",
          since: new Date().toISOString(),
          until: answer.terms.until,
          ended: false,
          cause: "person",
          run: null,
        });
      }
      sheet.plan += 1;
      sheet.answered += 1;
      return planOf(world, client);
    },
    plan_apply: (request) => {
      const sheet = sheetOf(world, request.client);
      const plan = planOf(world, request.client);
      if (request.hash !== plan.hash)
        throw problem("plan-stale", "The tenant moved since the plan was made.");
      const steps = stepsOf(sheet);
      const approved = steps.filter(({ seq }) => request.approveAll || request.approved.includes(seq));
      if (approved.length > 0 && plan.secondNeeded)
        throw problem("second-needed", "A second person is needed.");
      for (const { seq } of approved) sheet.approved.add(seq);
      return startRun(world, request.client, stepsNow(sheet), plan);
    },
    undo_make: ({ client, run, row }) => {
      const sheet = sheetOf(world, client);
      sheet.undoes = { run, row };
      sheet.plan += 1;
      return planOf(world, client);
    },
    second_start: ({ client }) => {
      const sheet = sheetOf(world, client);
      sheet.second = {
        state: "waiting",
        authorizeUrl: "https://login.example/organizations/oauth2/v2.0/authorize?client_id=0",
        since: new Date().toISOString(),
        until: minutes(5),
      };
      return sheet.second;
    },
    second_state: ({ client }) => sheetOf(world, client).second,
    second_open_again: () => null,
    second_cancel: ({ client }) => {
      sheetOf(world, client).second = { state: "idle" };
      return null;
    },
    rehearse: (request) => {
      const { rehearsed } = sheetOf(world, request.client);
      const plan = 900 + rehearsed.size;
      rehearsed.set(plan, request);
      return planOf(world, request.client, plan);
    },
    snapshot_days: () => [
      { readAt: minutes(-12), recipients: 1248 },
      { readAt: minutes(-60 * 24), recipients: 1251 },
      { readAt: minutes(-60 * 24 * 7), recipients: 1193 },
    ],
    plan_export: written("plan.json"),
    plan_import: ({ client }) => ({ ...planOf(world, client), kind: "saved" }),
    plan_pdf: written("plan.pdf"),
    plan_csv: written("plan.csv"),
    bill_csv: written("bill.csv"),
  };
}

/** The second person said yes in the browser. */
export function finishSecond(world: World, client: number, account: string) {
  const at = new Date().toISOString();
  sheetOf(world, client).second = { state: "done", approval: { second: true, who: account, account, at } };
  world.emit({ event: "stale", client, tags: ["sign-in", "plan"] });
}
