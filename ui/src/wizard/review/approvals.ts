import { useState } from "react";
import type { PlanApply, PlanRow, PlanView, PlanWindow } from "../../host/bindings";
import { PAGE } from "../mailboxes/useWindowed";

/** Held changes that the technician lets go; they are sent with the plan. */
export interface Approvals {
  /** Kinds of holds that go as a whole. */
  holds: ReadonlySet<string>;
  /** Single rows by what they are about, which stays the same when an answer makes the plan anew. */
  rows: ReadonlyMap<string, { hold: string; removal: boolean }>;
}

export const none: Approvals = { holds: new Set(), rows: new Map() };

const nameOf = ({ object, key }: PlanRow) => `${object} ${key}`;
const isRemoval = ({ action, confirmed }: PlanRow) => action === "remove" && !confirmed;

export function isApproved({ holds, rows }: Approvals, row: PlanRow): boolean {
  const held = row.held ?? "";
  // What was let go for one reason is not let go for another.
  return holds.has(held) || rows.get(nameOf(row))?.hold === held;
}

export function toggled(approvals: Approvals, row: PlanRow): Approvals {
  const rows = new Map(approvals.rows);
  if (!rows.delete(nameOf(row))) rows.set(nameOf(row), { hold: row.held ?? "", removal: isRemoval(row) });
  return { ...approvals, rows };
}

/** Approves a kind of hold as a whole, or holds all of it again. */
export function turned({ holds, rows }: Approvals, hold: string, approve: boolean): Approvals {
  const others = [...holds].filter((one) => one !== hold);
  return {
    holds: new Set(approve ? [...others, hold] : others),
    rows: new Map([...rows].filter(([, row]) => row.hold !== hold)),
  };
}

type Held = Pick<PlanView, "held" | "holds" | "heldRemovals">;

/** How many rows are approved, and how many of them are removals. */
export function countOf({ holds, rows }: Approvals, plan: Held) {
  const whole = plan.holds.filter(({ hold }) => holds.has(hold));
  const single = [...rows.values()];
  const approved = whole.reduce((sum, { count }) => sum + count, single.length);
  if (approved >= plan.held) return { approved: plan.held, removals: plan.heldRemovals };
  const removals = whole.reduce((sum, one) => sum + one.removals, 0);
  return { approved, removals: removals + single.filter(({ removal }) => removal).length };
}

/** How many rows of one kind of hold are approved. */
export function approvedOf({ holds, rows }: Approvals, hold: string, count: number): number {
  if (holds.has(hold)) return count;
  return [...rows.values()].filter((row) => row.hold === hold).length;
}

/** Reads rows that a plan holds. */
export type ReadHeld = (offset: number, limit: number) => Promise<PlanWindow>;

async function approvedRows(approvals: Approvals, read: ReadHeld): Promise<PlanRow[]> {
  const found: PlanRow[] = [];
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await read(offset, PAGE);
    total = page.total;
    found.push(...page.rows.filter((row) => isApproved(approvals, row)));
  }
  return found;
}

/** What is sent with the plan; rows are read only where some go and some stay. */
export async function answerOf(
  approvals: Approvals,
  plan: Held,
  read: ReadHeld,
): Promise<Pick<PlanApply, "approved" | "approveAll">> {
  if (countOf(approvals, plan).approved === 0) return { approved: [], approveAll: false };
  // Everything goes only where it was said of every kind: single rows are named, and never counted instead.
  if (plan.holds.every(({ hold }) => approvals.holds.has(hold))) return { approved: [], approveAll: true };
  const approved = await approvedRows(approvals, read);
  return { approved: approved.map(({ seq }) => seq), approveAll: false };
}

/** What of it was said of rows that `plan` holds too, for the same reason. */
export async function standing(approvals: Approvals, plan: Held, read: ReadHeld): Promise<Approvals> {
  const holds = plan.holds.filter(({ hold }) => approvals.holds.has(hold)).map(({ hold }) => hold);
  const single = { ...none, rows: approvals.rows };
  const rows = single.rows.size === 0 ? [] : await approvedRows(single, read);
  return rows.reduce(toggled, { holds: new Set(holds), rows: none.rows });
}

/** The approvals of one plan; another plan starts with none, unless an answer made it out of this one. */
export function useApprovals(hash: string) {
  const [kept, setKept] = useState({ hash, approvals: none });
  const approvals = kept.hash === hash ? kept.approvals : none;
  const put = (next: Approvals) => setKept({ hash, approvals: next });
  return {
    approvals,
    toggle: (row: PlanRow) => put(toggled(approvals, row)),
    turn: (hold: string, approve: boolean) => put(turned(approvals, hold, approve)),
    /** Another answer was given to these rows, and `next` is the plan that came of it. */
    carry: async (next: PlanView, answered: readonly PlanRow[] | string, read: ReadHeld) => {
      const left = typeof answered === "string" ? turned(approvals, answered, false) : approvals;
      const gone = typeof answered === "string" ? [] : answered.map(nameOf);
      const rows = new Map([...left.rows].filter(([name]) => !gone.includes(name)));
      // Rows that cannot be read are approved again by hand.
      const stands = await standing({ holds: left.holds, rows }, next, read).catch(() => none);
      setKept({ hash: next.hash, approvals: stands });
    },
  };
}
export type Answers = ReturnType<typeof useApprovals>;
