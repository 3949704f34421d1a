import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { go } from "../../app/route";
import { commandTags, type PlanView } from "../../host/bindings";
import { useHost } from "../../host/host";
import { useReview } from "../../parts/place";
import { ask, invalidate, useAsk, useDo } from "../../queries/queries";

/**
 * The plan of a client, made each time the step is opened: only so it holds every choice made since. A plan that
 * grows old under somebody's eyes is not swapped; it says so and waits for *Plan again*. An undo, a rehearsal or
 * a saved plan was made elsewhere: `asked` names it, and it is only read.
 */
export function usePlan(client: number, asked: number | null) {
  const host = useHost();
  const cache = useQueryClient();
  const never = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false, enabled: asked === null };
  const made = useAsk("plan_make", { client }, never);
  const undo = useDo("undo_make");
  const review = useReview(client);
  const plan = asked ?? made.data?.plan ?? 0;
  const making = made.isFetching || undo.isPending;
  const stored = useAsk("plan_get", { client, plan }, { enabled: plan > 0 && !making });
  const at = made.dataUpdatedAt;
  useEffect(() => {
    // The rail and the cockpit count what the newest plan holds.
    if (at > 0) void invalidate(cache, client, commandTags.plan_make.stales);
  }, [cache, client, at]);
  const shown = stored.data ?? made.data;
  /** Shows a plan that took the place of this one. */
  const replace = (next: PlanView) => {
    cache.setQueryData(ask(host, "plan_get", { client, plan: next.plan }).queryKey, next);
    if (asked !== null) go(review(next.plan));
    else cache.setQueryData(ask(host, "plan_make", { client }).queryKey, next);
  };
  return {
    plan: making || made.error ? undefined : shown,
    problem: making ? null : (made.error ?? undo.error ?? stored.error),
    again() {
      if (asked === null) void made.refetch();
      else if (shown?.kind === "undo" && shown.undoes !== null)
        undo.mutate({ client, run: shown.undoes, row: shown.undoesRow }, { onSuccess: replace });
      else go(review());
    },
    replace,
  };
}
