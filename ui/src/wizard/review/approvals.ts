import { useState } from "react";
import type { PlanApply, PlanRow } from "../../host/bindings";

/** From so many removals on, the client's name has to be typed (B3). */
export const LARGE = 10;

/** Held rows that the technician lets go; they are sent with the plan. */
export interface Approvals {
  all: boolean;
  /** By `seq`; true when the row is a removal. */
  rows: ReadonlyMap<number, boolean>;
}

const none: Approvals = { all: false, rows: new Map() };

export function toggled(approvals: Approvals, { seq, group }: PlanRow): Approvals {
  const rows = new Map(approvals.rows);
  if (!rows.delete(seq)) rows.set(seq, group === "removed");
  return { all: false, rows };
}

/** How many rows are approved, and how many of them are removals. */
export function countOf({ all, rows }: Approvals, held: number, heldRemovals: number) {
  if (all) return { approved: held, removals: heldRemovals };
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
