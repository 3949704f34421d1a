import { useQueryClient } from "@tanstack/react-query";
import { go } from "../app/route";
import { useHost } from "../host/host";
import { useReview } from "../parts/place";
import { ask, useDo } from "../queries/queries";

/** Makes the plan that takes a run back, or one row of it, and goes where it is reviewed. */
export function useUndo(client: number, onMade?: () => void) {
  const host = useHost();
  const cache = useQueryClient();
  const make = useDo("undo_make");
  const review = useReview(client);
  return {
    busy: make.isPending,
    problem: make.error,
    make(run: number, row: number | null) {
      make.mutate(
        { client, run, row },
        {
          onSuccess(plan) {
            cache.setQueryData(ask(host, "plan_get", { client, plan: plan.plan }).queryKey, plan);
            onMade?.();
            go(review(plan.plan));
          },
        },
      );
    },
  };
}
export type Undo = ReturnType<typeof useUndo>;
