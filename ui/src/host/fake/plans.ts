import type { DomainRow, HeldOffer, MailboxRow, PlanRow, PlanView, ServicesView } from "../bindings";
import type { Answers } from "../fake";
import { startRun } from "./runs";
import { clientOf, minutes, problem, type Sheet, sheetOf, type World } from "./world";

const hash = "9c417be2d05f6a3e8b1c4d7f90a2e6b53c8d1f7a4e0b9c62d5a8f3e17b4c0d96";
const none: ServicesView = { incoming: false, outgoing: false, archiving: false };
const groups = ["domains", "changed", "created", "adopted", "stopped", "removed"];
const groupOf: Partial<Record<MailboxRow["state"], [string, string, string]>> = {
  new: ["created", "create", "selected"],
  exists: ["adopted", "adopt", "already-there"],
  changed: ["changed", "change", "renamed"],
  ends: ["stopped", "stop", "deselected"],
  leaver: ["removed", "remove", "left"],
};
const offersOf: Record<string, HeldOffer[]> = {
  brake: ["approve", "exempt", "leaver"],
  drift: ["approve", "adopt"],
  "exception-ended": ["approve", "exempt"],
};

function shape(one: MailboxRow, services: ServicesView) {
  return {
    of: "recipient" as const,
    primary: one.address,
    aliases: [],
    kind: one.kind,
    listed: true,
    services,
  };
}

function domainShape(one: DomainRow, ldapSync: boolean) {
  return {
    of: "domain" as const,
    routes: [`${one.route}:25`],
    products: { incoming: true, outgoing: true, archiving: one.archiving },
    ldapSync,
    rejectUnlisted: true,
    outgoingUser: true,
    region: null,
    aliasOf: null,
  };
}

/** The steps of the fake's newest plan. */
export function stepsOf(sheet: Sheet): PlanRow[] {
  const domains = sheet.domains
    .filter((one) => one.selected && one.state !== "managed")
    .map((one) => ({
      group: "domains",
      action: one.state === "exists" ? "adopt" : "create",
      object: "domain",
      id: null,
      key: one.name,
      name: one.unicode,
      reason: one.ldapSync ? "ldap-sync-ends" : "selected",
      held: sheet.holds.get(one.name) ?? null,
      before: one.state === "exists" ? domainShape(one, one.ldapSync) : null,
      after: domainShape(one, false),
    }));
  const people = sheet.mailboxes.slice(0, 900).flatMap((one) => {
    const [group, action, reason] = groupOf[one.state] ?? [];
    if (!group || !action || !reason || sheet.exceptions.has(one.address)) return [];
    const braked = group === "removed" && !sheet.leavers.has(one.address);
    const held = sheet.holds.get(one.address) ?? (braked ? "brake" : null);
    const renamed = group === "changed" ? { ...one, address: `old.${one.address}` } : one;
    const before = one.now ? shape(renamed, one.now) : null;
    const left = { ...shape(one, { ...none, archiving: one.now?.archiving ?? false }), listed: false };
    const after = group === "removed" ? left : shape(one, group === "stopped" ? none : one.services);
    const who = { object: "recipient", id: one.id, key: one.address, name: one.name };
    return [{ group, action, ...who, reason: held === "drift" ? "drift" : reason, held, before, after }];
  });
  return [...domains, ...people]
    .sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group))
    .map((step, seq) => {
      const held = sheet.approved.has(seq) ? null : step.held;
      const offers = held === null ? [] : (offersOf[held] ?? ["approve"]);
      return { seq, ...step, held, offers, confirmed: sheet.leavers.has(step.key) };
    });
}

/** The way back of what the last run did, or of one row of it. */
function undoSteps(sheet: Sheet): PlanRow[] {
  const row = sheet.undoes?.row ?? null;
  return (sheet.run ? ready(stepsOf(sheet)) : [])
    .filter(({ seq }) => row === null || seq === row)
    .map((step) => ({
      ...step,
      action: "withdraw",
      reason: "undone",
      before: step.after,
      after: step.before,
    }));
}

const ready = (steps: PlanRow[]) => steps.filter(({ held }) => held === null);
const stepsNow = (sheet: Sheet) => (sheet.undoes ? undoSteps(sheet) : stepsOf(sheet));

function holdsOf(steps: PlanRow[]) {
  const waiting = steps.filter(({ held }) => held !== null);
  return [...new Set(waiting.map(({ held }) => held ?? ""))].map((hold) => {
    const same = waiting.filter((step) => step.held === hold);
    const removals = same.filter(({ action, confirmed }) => action === "remove" && !confirmed).length;
    return { hold, count: same.length, removals };
  });
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

function planOf(world: World, client: number): PlanView {
  const sheet = sheetOf(world, client);
  const steps = stepsNow(sheet);
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
    plan: sheet.plan,
    hash: sheet.plan === 58 ? hash : `${sheet.plan}${sheet.answered}`.padEnd(64, hash),
    madeAt: minutes(-1),
    readAt: clientOf(world, client).readAt ?? minutes(-12),
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
    stale: !sheet.undoes && sheet.run !== null,
    run: sheet.run?.run ?? null,
    kind: sheet.undoes ? "undo" : "sync",
    undoes: sheet.undoes?.run ?? null,
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
    plan_get: ({ client }) => planOf(world, client),
    plan_rows: ({ client, held, hold, group, reason, search, offset, limit }) => {
      const words = search.toLowerCase();
      const open = stepsNow(sheetOf(world, client)).filter(
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
    rehearse: ({ client }) => ({ ...planOf(world, client), kind: "rehearsal" }),
    snapshot_days: () => [{ readAt: minutes(-12), recipients: 1248 }],
    plan_export: written("plan.json"),
    plan_import: ({ client }) => ({ ...planOf(world, client), kind: "saved" }),
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
