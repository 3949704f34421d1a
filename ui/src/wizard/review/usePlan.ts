import { useEffect, useRef } from "react";
import type { ClientView } from "../../host/bindings";
import { useAsk, useDo } from "../../queries/queries";

/** The newest plan of a client; made when the step is opened and there is none, or the one there is old. */
export function usePlan(client: ClientView) {
  const id = client.row.id;
  const make = useDo("plan_make");
  const plan = Math.max(make.data?.plan ?? 0, client.plan ?? 0);
  const stored = useAsk("plan_get", { client: id, plan }, { enabled: plan > 0 && !make.isPending });
  const asked = useRef(false);
  const { mutate } = make;
  const none = plan === 0;
  const old = stored.data?.stale === true;
  useEffect(() => {
    if (asked.current || !(none || stored.data)) return;
    // Only on entry: a plan that grows old under somebody's eyes is not swapped, the page says so.
    asked.current = true;
    if (none || old) mutate({ client: id });
  }, [id, none, old, stored.data, mutate]);
  const again = () => mutate({ client: id });
  const current = stored.data ?? (make.data?.plan === plan ? make.data : undefined);
  return {
    plan: make.isPending ? undefined : current,
    planning: make.isPending,
    problem: make.error ?? stored.error,
    again,
  };
}
