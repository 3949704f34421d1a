import type { HandCount, PlanRow, PlanView } from "../bindings";
import { stepsNow } from "./steps";
import { clientOf, minutes, sheetOf, type World } from "./world";

const hash = "9c417be2d05f6a3e8b1c4d7f90a2e6b53c8d1f7a4e0b9c62d5a8f3e17b4c0d96";

function holdsOf(steps: PlanRow[]) {
  const waiting = steps.filter(({ held }) => held !== null);
  return [...new Set(waiting.map(({ held }) => held ?? ""))].map((hold) => {
    const same = waiting.filter((step) => step.held === hold);
    const removals = same.filter(({ action, confirmed }) => action === "remove" && !confirmed).length;
    return { hold, count: same.length, removals };
  });
}

/** What a person has to set after the ready steps are applied. */
function countHands(steps: PlanRow[]): HandCount[] {
  const all = steps.filter(({ held }) => held === null).flatMap(({ byHand }) => byHand);
  return [...new Set(all)].map((setting) => ({
    setting,
    count: all.filter((one) => one === setting).length,
  }));
}

const kinds = ["user", "shared", "room", "distribution-list"];

/** The bill of one kind: a share of the whole. */
function shareOf(bill: PlanView["bill"], at: number) {
  const parts = Object.entries(bill).map(([name, count]) => {
    const small = Math.round(count * 0.07 * (at + 1));
    const rest = count - [1, 2, 3].reduce((sum, n) => sum + Math.round(count * 0.07 * (n + 1)), 0);
    return [name, at === 0 ? rest : small];
  });
  return Object.fromEntries(parts) as PlanView["bill"];
}

/** The fake's newest plan as the page reads it. */
export function planOf(world: World, client: number, plan = sheetOf(world, client).plan): PlanView {
  const sheet = sheetOf(world, client);
  const tried = sheet.rehearsed.get(plan);
  const steps = stepsNow(sheet, plan);
  const count = (group: string) => steps.filter((step) => step.group === group).length;
  const holds = holdsOf(steps);
  const held = holds.reduce((sum, one) => sum + one.count, 0);
  const removals = holds.reduce((sum, one) => sum + one.removals, 0);
  const bill = {
    incomingBefore: 1049,
    incomingAfter: 1210,
    outgoingBefore: 922,
    outgoingAfter: 1067,
    archivingBefore: 940,
    archivingAfter: 1094,
  };
  return {
    plan,
    hash: sheet.plan === 58 ? hash : `${sheet.plan}${sheet.answered}`.padEnd(64, hash),
    madeAt: minutes(-1),
    readAt: tried?.asOf ?? clientOf(world, client).readAt ?? minutes(-12),
    ready: steps.length - held,
    held,
    counts: {
      domains: count("domains"),
      created: count("created"),
      adopted: count("adopted"),
      changed: count("changed"),
      stopped: count("stopped"),
      removed: count("removed"),
    },
    bill,
    billByKind: kinds.map((kind, at) => ({ kind, bill: shareOf(bill, at) })),
    notices: sheet.undoes
      ? []
      : [
          { notice: "kinds-are-guesses", cause: "Exchange answered 403." },
          { notice: "unlisted-recipients", domain: "larkcatering.example", count: 4 },
        ],
    brake: { done: 54, planned: removals, limit: 60, holds: removals > 0, services: [] },
    stale: !tried && !sheet.undoes && sheet.run !== null,
    run: tried ? null : (sheet.run?.run ?? null),
    kind: tried ? "rehearsal" : sheet.undoes ? "undo" : "sync",
    undoes: sheet.undoes?.run ?? null,
    undoesRow: sheet.undoes?.row ?? null,
    byHand: countHands(steps),
    exempt: sheet.exceptions.size,
    fileApprovals: [],
    approvals: sheet.second.state === "done" ? [sheet.second.approval] : [],
    holds,
    heldRemovals: removals,
    typedFrom: 10,
    nameNeeded: removals >= 10,
    secondNeeded: sheet.options.secondPerson && sheet.second.state !== "done",
  };
}
