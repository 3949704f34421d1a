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
  return holds.has(row.held ?? "") || rows.has(nameOf(row));
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

/** What is sent with the plan; rows are read only where some go and some stay. */
export async function answerOf(
  approvals: Approvals,
  plan: Held,
  read: (offset: number, limit: number) => Promise<PlanWindow>,
): Promise<Pick<PlanApply, "approved" | "approveAll">> {
  const { approved: count } = countOf(approvals, plan);
  if (count === 0) return { approved: [], approveAll: false };
  if (count === plan.held) return { approved: [], approveAll: true };
  const approved: number[] = [];
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await read(offset, PAGE);
    total = page.total;
    for (const row of page.rows) if (isApproved(approvals, row)) approved.push(row.seq);
  }
  return { approved, approveAll: false };
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
    /** Another answer was given to these rows, and the plan with `next` is there. */
    carry: (next: string, answered: readonly PlanRow[] | string) => {
      const left = typeof answered === "string" ? turned(approvals, answered, false) : approvals;
      const gone = typeof answered === "string" ? [] : answered.map(nameOf);
      const rows = new Map([...left.rows].filter(([name]) => !gone.includes(name)));
      setKept({ hash: next, approvals: { holds: left.holds, rows } });
    },
  };
}
export type Answers = ReturnType<typeof useApprovals>;
