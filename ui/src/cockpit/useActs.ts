import { useState } from "react";
import type { ClientRow, Problem } from "../host/bindings";
import { useDo } from "../queries/queries";

export interface Acts {
  sync(row: ClientRow): void;
  /** Reads the whole tenant again. */
  full(row: ClientRow): void;
  pause(row: ClientRow, paused: boolean): void;
  /** The newest thing that did not work, and for whom. */
  trouble: { row: ClientRow; problem: Problem } | null;
  dismiss(): void;
}

/** What rows, their menus and *Sync all* do, and what went wrong with it. */
export function useActs(): Acts {
  const sync = useDo("sync_now");
  const full = useDo("sync_full");
  const change = useDo("client_change");
  const [trouble, setTrouble] = useState<Acts["trouble"]>(null);
  // Promises, since the callbacks of one mutation hook fire only for its last call.
  const run = (row: ClientRow, doing: Promise<unknown>) => {
    setTrouble(null);
    void doing.catch((problem: Problem) => setTrouble({ row, problem }));
  };
  return {
    sync: (row) => run(row, sync.mutateAsync({ client: row.id })),
    full: (row) => run(row, full.mutateAsync({ client: row.id })),
    pause: (row, paused) =>
      run(row, change.mutateAsync({ client: row.id, name: null, colour: null, paused })),
    trouble,
    dismiss: () => setTrouble(null),
  };
}
