import { useEffect } from "react";

/** What is measured: the first page at rest after the start (P8), and the words whose rows were painted last (P9). */
type Mark = "page-painted" | "mailboxes-painted";

/** Notes when something stands on the screen: the first time alone, or with a detail the last time. */
export function usePainted(mark: Mark, there: boolean, detail?: string) {
  useEffect(() => {
    if (!there || (detail === undefined && performance.getEntriesByName(mark).length > 0)) return;
    // The frame is on its way to the screen when the task after it runs.
    const frame = requestAnimationFrame(() =>
      setTimeout(() => {
        performance.clearMarks(mark);
        performance.mark(mark, { detail });
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [mark, detail, there]);
}
