import type { DomainRow, HeldOffer, MailboxRow, PlanRow, Rehearse, ServicesView } from "../bindings";
import { handsOf } from "./gateways";
import type { Sheet } from "./world";

const none: ServicesView = { incoming: false, outgoing: false, archiving: false };
export const groups = ["domains", "changed", "created", "adopted", "stopped", "removed"];
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
      const byHand = handsOf(sheet.client.gateway, step);
      return { seq, ...step, held, offers, confirmed: sheet.leavers.has(step.key), byHand };
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

/** What would come of a rehearsal: fewer domains, and those left out lose their services. */
export function rehearsedSteps(sheet: Sheet, tried: Rehearse): PlanRow[] {
  const left = tried.mailboxes.filter(({ selected }) => selected === false).map(({ target }) => target);
  const out = (key: string, kind: string) =>
    left.some(
      (target) =>
        target.of === "filter" &&
        key.includes(target.filter.search) &&
        (target.filter.kinds.length === 0 || target.filter.kinds.includes(kind)),
    );
  const wished = stepsOf(sheet).map((step) => ({ ...step, offers: [] }));
  return wished.filter(({ key, object, after }) => {
    const domain = object === "domain" ? key : (key.split("@")[1] ?? "");
    if (tried.domains && !tried.domains.includes(domain)) return false;
    return !(after?.of === "recipient" && out(key, after.kind));
  });
}

const ready = (steps: PlanRow[]) => steps.filter(({ held }) => held === null);
/** The steps of a plan; without its number of the newest one. */
export function stepsNow(sheet: Sheet, plan = sheet.plan): PlanRow[] {
  const tried = sheet.rehearsed.get(plan);
  if (tried) return rehearsedSteps(sheet, tried);
  return sheet.undoes ? undoSteps(sheet) : stepsOf(sheet);
}
