import { useEffect, useRef } from "react";
import type { ClientView } from "../../host/bindings";
import { useDo } from "../../queries/queries";

/** Has the core keep what is typed once it rests, and at the latest when one leaves the step. */
export function useKept({ row, typed }: ClientView, now: string, rested: string) {
  const { mutate } = useDo("tenant_typed");
  const known = useRef(typed ?? "");
  const put = (query: string) => {
    if (row.tenant !== null || query === known.current) return;
    known.current = query;
    mutate({ client: row.id, query });
  };
  const leave = useRef(() => {});
  leave.current = () => put(now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed makes it anew
  useEffect(() => put(rested), [rested]);
  useEffect(() => () => leave.current(), []);
}
