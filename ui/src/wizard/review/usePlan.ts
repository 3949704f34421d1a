import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { commandTags } from "../../host/bindings";
import { invalidate, useAsk } from "../../queries/queries";

/**
 * The plan of a client, made each time the step is opened: only so it holds every choice made since. A plan that
 * grows old under somebody's eyes is not swapped; it says so and waits for *Plan again*.
 */
export function usePlan(client: number) {
  const cache = useQueryClient();
  const made = useAsk(
    "plan_make",
    { client },
    { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false },
  );
  const plan = made.data?.plan ?? 0;
  const stored = useAsk("plan_get", { client, plan }, { enabled: plan > 0 && !made.isFetching });
  const at = made.dataUpdatedAt;
  useEffect(() => {
    // The rail and the cockpit count what the newest plan holds.
    if (at > 0) void invalidate(cache, client, commandTags.plan_make.stales);
  }, [cache, client, at]);
  return {
    plan: made.isFetching || made.error ? undefined : (stored.data ?? made.data),
    problem: made.isFetching ? null : made.error,
    again: () => void made.refetch(),
  };
}
