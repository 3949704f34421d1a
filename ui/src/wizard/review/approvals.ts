import { useState } from "react";
import type { PlanApply, PlanRow, PlanView } from "../../host/bindings";

/** From so many removals on, the client's name has to be typed (B3). */
export const LARGE = 10;

/** Held rows that the technician lets go; they are sent with the plan. */
export interface Approvals {
  all: boolean;
  /** By `seq`; true when the row is a removal. */
  rows: ReadonlyMap<number, boolean>;
}

const none: Approvals = { all: false, rows: new Map() };

export function toggled(approvals: Approvals, { seq, held }: PlanRow): Approvals {
  const rows = new Map(approvals.rows);
  if (!rows.delete(seq)) rows.set(seq, held === "brake");
  return { all: false, rows };
}

/** The brake holds every removal of a plan or none. */
export function heldRemovals({ brake, held }: PlanView): number {
  return brake.holds ? Math.min(brake.planned, held) : 0;
}

/** How many rows are approved, and how many of them are removals. */
export function countOf({ all, rows }: Approvals, held: number, removals: number) {
  if (all) return { approved: held, removals };
  return { approved: rows.size, removals: [...rows.values()].filter(Boolean).length };
}

export function answerOf({ all, rows }: Approvals): Pick<PlanApply, "approved" | "approveAll"> {
  return { approved: all ? [] : [...rows.keys()].sort((a, b) => a - b), approveAll: all };
}

/** The approvals of one plan; another plan starts with none. */
export function useApprovals(hash: string) {
  const [kept, setKept] = useState({ hash, approvals: none });
  const approvals = kept.hash === hash ? kept.approvals : none;
  const put = (next: Approvals) => setKept({ hash, approvals: next });
  return {
    approvals,
    toggle: (row: PlanRow) => put(toggled(approvals, row)),
    approveAll: () => put({ all: true, rows: new Map() }),
    holdAll: () => put(none),
  };
}
export type Answers = ReturnType<typeof useApprovals>;
