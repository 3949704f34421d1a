import { useEffect, useRef } from "react";
import { useAsk, useDo } from "../queries/queries";

/** While the page is open and in sight, DNS is asked again when the last look is this old. */
export const AGAIN_MS = 60_000;

/** The last known state, looked at anew when it is opened old, every minute while it is in sight, and when asked. */
export function useCutover(client: number) {
  const known = useAsk("cutover_get", { client });
  const check = useDo("cutover_check");
  const tried = useRef(0);
  const { mutate, isPending } = check;
  const asOf = known.data ? (known.data.asOf ? new Date(known.data.asOf).getTime() : 0) : null;
  const checking = isPending || known.data?.checking === true;
  const look = () => {
    tried.current = Date.now();
    mutate({ client, domain: null });
  };
  const again = useRef(look);
  again.current = look;
  const due = asOf === null ? null : Math.max(asOf, tried.current) + AGAIN_MS;
  useEffect(() => {
    if (due === null || checking) return;
    // In the background nobody reads it: the next look waits until the page is seen again.
    const go = () => document.visibilityState === "visible" && Date.now() >= due && again.current();
    const timer = window.setTimeout(go, Math.max(0, due - Date.now()));
    document.addEventListener("visibilitychange", go);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", go);
    };
  }, [due, checking]);
  return { known, checking, due, problem: check.error, look: () => !checking && look() };
}
