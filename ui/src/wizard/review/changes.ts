import type { PlanRow, ServicesView, ShapeView } from "../../host/bindings";

/** One thing that differs between before and after; a null `before` is an object that was not there. */
export type Difference =
  | { is: "services"; before: ServicesView | null; after: ServicesView }
  | { is: "kind"; before: string; after: string }
  | { is: "primary"; before: string; after: string }
  | { is: "aliases"; gone: string[]; come: string[] }
  | { is: "listed"; after: boolean }
  | { is: "added" }
  | { is: "route"; before: string; after: string }
  | { is: "switch"; what: "ldap" | "reject" | "user"; after: boolean }
  | { is: "out" }
  | { is: "nothing" };

type Domain = Extract<ShapeView, { of: "domain" }>;
type Recipient = Extract<ShapeView, { of: "recipient" }>;

const same = (a: ServicesView, b: ServicesView) =>
  a.incoming === b.incoming && a.outgoing === b.outgoing && a.archiving === b.archiving;

function ofRecipient(before: Recipient | null, after: Recipient): Difference[] {
  if (!before) return [{ is: "services", before: null, after: after.services }];
  const gone = before.aliases.filter((one) => !after.aliases.includes(one) && one !== after.primary);
  const come = after.aliases.filter((one) => !before.aliases.includes(one) && one !== before.primary);
  return [
    before.primary !== after.primary && {
      is: "primary" as const,
      before: before.primary,
      after: after.primary,
    },
    before.kind !== after.kind && { is: "kind" as const, before: before.kind, after: after.kind },
    !same(before.services, after.services) && {
      is: "services" as const,
      before: before.services,
      after: after.services,
    },
    gone.length + come.length > 0 && { is: "aliases" as const, gone, come },
    before.listed !== after.listed && { is: "listed" as const, after: after.listed },
  ].filter((one) => one !== false);
}

function ofDomain(before: Domain | null, after: Domain): Difference[] {
  if (!before) return [{ is: "added" }];
  const [was, is] = [before.routes.join(", "), after.routes.join(", ")];
  const turned = (what: "ldap" | "reject" | "user", from: boolean, to: boolean) =>
    from !== to && { is: "switch" as const, what, after: to };
  return [
    was !== is && { is: "route" as const, before: was, after: is },
    turned("ldap", before.ldapSync, after.ldapSync),
    !same(before.products, after.products) && {
      is: "services" as const,
      before: before.products,
      after: after.products,
    },
    turned("reject", before.rejectUnlisted, after.rejectUnlisted),
    turned("user", before.outgoingUser, after.outgoingUser),
  ].filter((one) => one !== false);
}

/** What one step changes; never empty, so that each row says something. */
export function differences({ before, after }: Pick<PlanRow, "before" | "after">): Difference[] {
  if (!after) return [{ is: "out" }];
  const found =
    after.of === "domain"
      ? ofDomain(before?.of === "domain" ? before : null, after)
      : ofRecipient(before?.of === "recipient" ? before : null, after);
  return found.length > 0 ? found : [{ is: "nothing" }];
}

const who = {
  selected: "you",
  "products-chosen": "you",
  "services-chosen": "you",
  "selected-again": "you",
  deselected: "you",
  appeared: "default",
  "already-there": "rule",
  "ldap-sync-ends": "rule",
  left: "leaver",
  drift: "gateway",
  "route-changed": "tenant",
  renamed: "tenant",
  "addresses-changed": "tenant",
  "kind-changed": "tenant",
  returned: "tenant",
  undone: "you",
  "settings-chosen": "you",
  "alias-chosen": "you",
  "region-chosen": "you",
  "exception-ended": "rule",
} as const;

export const reasons = Object.keys(who) as (keyof typeof who)[];

/** Who brought a step about. */
export function whoOf(reason: string): (typeof who)[keyof typeof who] {
  return who[reason as keyof typeof who] ?? "rule";
}

/** The first eight digits of a hash in two groups: enough to compare two screens by eye. */
export function fingerprint(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)}`;
}
