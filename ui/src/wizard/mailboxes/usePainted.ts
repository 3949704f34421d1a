import { useEffect } from "react";

/** What the measurement of the window reads (P9): the words whose rows were painted last. */
const MARK = "mailboxes-painted";

/** Notes when the rows of a list stand on the screen; nothing is kept but the last note. */
export function usePainted(words: string, there: boolean) {
  useEffect(() => {
    if (!there) return;
    // The frame is on its way to the screen when the task after it runs.
    const frame = requestAnimationFrame(() =>
      setTimeout(() => {
        performance.clearMarks(MARK);
        performance.mark(MARK, { detail: words });
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [words, there]);
}
