import type { HeldOffer, PlanKind, PlanView } from "../../host/bindings";

/** What a person may say to held rows. Approving is kept until the plan is applied; the others make a new plan. */
export type Way = HeldOffer;

/** Why rows are held, those that matter most first, with the answers to all of a kind: safest first. */
const ways: Record<string, readonly Way[]> = {
  brake: ["exempt", "leaver", "approve"],
  "domain-out": ["approve"],
  "moved-since": ["approve"],
  imported: ["approve"],
  "exception-ended": ["exempt", "approve"],
  drift: ["adopt", "approve"],
  "exchange-unknown": ["approve"],
  "internal-relay": ["approve"],
  "new-mailbox": ["exempt", "approve"],
};
const order = Object.keys(ways);

/** An undo and a saved plan can only be approved; a rehearsal is answered by nobody. */
export function waysOf(hold: string, kind: PlanKind = "sync"): readonly Way[] {
  if (kind === "rehearsal") return [];
  return kind === "sync" ? (ways[hold] ?? ["approve"]) : ["approve"];
}

/** Kinds of holds of a plan, worst first; one that is not known here comes last and can be approved. */
export function holdsOf({ holds }: Pick<PlanView, "holds">) {
  const rank = (hold: string) => (order.includes(hold) ? order.indexOf(hold) : order.length);
  return holds.filter(({ count }) => count > 0).toSorted((a, b) => rank(a.hold) - rank(b.hold));
}
