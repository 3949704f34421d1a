import { useQueryClient } from "@tanstack/react-query";
import { go, paths } from "../../app/route";
import type { ClientView, PlanView } from "../../host/bindings";
import { useHost } from "../../host/host";
import { ask, useDo } from "../../queries/queries";
import { type Approvals, answerOf } from "./approvals";

/** Starts the run of a reviewed plan and goes where it can be watched. */
export function useApply(client: number) {
  const host = useHost();
  const cache = useQueryClient();
  const apply = useDo("plan_apply");
  return {
    starting: apply.isPending,
    problem: apply.error,
    start({ plan, hash }: PlanView, approvals: Approvals) {
      apply.mutate(
        { client, plan, hash, ...answerOf(approvals) },
        {
          onSuccess(run) {
            // The next screen reads these; it must not show the run before this one.
            const { queryKey } = ask(host, "run_get", { client, run: run.run });
            cache.setQueryData(queryKey, run);
            // A short run may have ended, and said so, before this answer came.
            void cache.invalidateQueries({ queryKey });
            cache.setQueryData<ClientView>(
              ask(host, "client_get", { client }).queryKey,
              (view) => view && { ...view, run: run.run, plan: null },
            );
            go(paths.step(client, "apply"));
          },
        },
      );
    },
  };
}
