import type { DomainRow, MailboxRow, PlanRow, PlanView, ServicesView } from "../bindings";
import type { Answers } from "../fake";
import { startRun } from "./runs";
import { clientOf, minutes, problem, type Sheet, sheetOf, type World } from "./world";

const hash = "9c417be2d05f6a3e8b1c4d7f90a2e6b53c8d1f7a4e0b9c62d5a8f3e17b4c0d96";
const none: ServicesView = { incoming: false, outgoing: false, archiving: false };
const groups = ["domains", "changed", "created", "adopted", "stopped", "removed"];
const groupOf: Partial<Record<MailboxRow["state"], [string, string]>> = {
  new: ["created", "selected"],
  exists: ["adopted", "already-there"],
  changed: ["changed", "renamed"],
  ends: ["stopped", "deselected"],
  leaver: ["removed", "left"],
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
  };
}

/** The steps of the fake's one plan. */
export function stepsOf(sheet: Sheet): PlanRow[] {
  const domains = sheet.domains
    .filter((one) => one.selected && one.state !== "managed")
    .map((one) => ({
      group: "domains",
      object: "domain",
      key: one.name,
      name: one.unicode,
      reason: one.ldapSync ? "ldap-sync-ends" : "selected",
      held: null,
      before: one.state === "exists" ? domainShape(one, one.ldapSync) : null,
      after: domainShape(one, false),
    }));
  const people = sheet.mailboxes.slice(0, 900).flatMap((one) => {
    const [group, reason] = groupOf[one.state] ?? [];
    if (!group || !reason) return [];
    const held = group === "removed" ? "brake" : null;
    const renamed = group === "changed" ? { ...one, address: `old.${one.address}` } : one;
    const before = one.now ? shape(renamed, one.now) : null;
    const left = { ...shape(one, { ...none, archiving: one.now?.archiving ?? false }), listed: false };
    const after = group === "removed" ? left : shape(one, group === "stopped" ? none : one.services);
    return [{ group, object: "recipient", key: one.address, name: one.name, reason, held, before, after }];
  });
  return [...domains, ...people]
    .sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group))
    .map((step, seq) => ({ seq, ...step, held: sheet.approved.has(seq) ? null : step.held }));
}

function planOf(world: World, client: number): PlanView {
  const sheet = sheetOf(world, client);
  const steps = stepsOf(sheet);
  const count = (group: string) => steps.filter((step) => step.group === group).length;
  const held = steps.filter((step) => step.held !== null).length;
  return {
    plan: 58,
    hash,
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
    bill: {
      incomingBefore: 1049,
      incomingAfter: 1210,
      outgoingBefore: 922,
      outgoingAfter: 1067,
      archivingBefore: 940,
      archivingAfter: 1094,
    },
    notices: [
      { notice: "kinds-are-guesses", cause: "Exchange answered 403." },
      { notice: "unlisted-recipients", domain: "larkcatering.example", count: 4 },
    ],
    brake: { done: 54, planned: held, limit: 60, holds: held > 0 },
    stale: sheet.run !== null,
    run: sheet.run?.run ?? null,
  };
}

export function planCommands(
  world: World,
): Pick<Answers, "plan_make" | "plan_get" | "plan_rows" | "plan_apply"> {
  return {
    plan_make: ({ client }) => {
      clientOf(world, client).plan = 58;
      return planOf(world, client);
    },
    plan_get: ({ client }) => planOf(world, client),
    plan_rows: ({ client, held, group, reason, search, offset, limit }) => {
      const words = search.toLowerCase();
      const open = stepsOf(sheetOf(world, client)).filter(
        (step) =>
          (held === null || (step.held !== null) === held) &&
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
    plan_apply: (request) => {
      const sheet = sheetOf(world, request.client);
      if (request.hash !== hash) throw problem("plan-stale", "The tenant moved since the plan was made.");
      const steps = stepsOf(sheet);
      for (const { seq } of steps) {
        if (request.approveAll || request.approved.includes(seq)) sheet.approved.add(seq);
      }
      return startRun(world, request.client, stepsOf(sheet), planOf(world, request.client).bill);
    },
  };
}
