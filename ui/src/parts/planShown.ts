import { createContext, useContext, useEffect } from "react";

/** What of a plan is held and what is ready, with what was approved of it since. */
export interface PlanShown {
  held: number;
  ready: number;
}

/** Tells the rail beside a review which numbers it shows. */
export const PlanShownContext = createContext<(shown: PlanShown | null) => void>(() => {});

/**
 * The client's row counts the newest plan and knows nothing of an undo or of what is approved on this page alone: while
 * a review is open, the rail says what the review says.
 */
export function useTellPlan(held: number, ready: number, tells: boolean) {
  const tell = useContext(PlanShownContext);
  useEffect(() => {
    if (!tells) return;
    tell({ held, ready });
    return () => tell(null);
  }, [tell, held, ready, tells]);
}
