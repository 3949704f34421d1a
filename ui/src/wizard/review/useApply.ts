import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { go, paths } from "../../app/route";
import type { ClientView, PlanApply, PlanView, Problem } from "../../host/bindings";
import { asProblem, useHost } from "../../host/host";
import { ask, useDo } from "../../queries/queries";
import { type Approvals, answerOf } from "./approvals";
import { useHeld } from "./useHeld";

/** Starts the run of a reviewed plan and goes where it can be watched. */
export function useApply(client: number) {
  const host = useHost();
  const cache = useQueryClient();
  const apply = useDo("plan_apply");
  const [reading, setReading] = useState(false);
  const [unread, setUnread] = useState<Problem | null>(null);
  const held = useHeld(client);
  return {
    starting: reading || apply.isPending,
    problem: unread ?? apply.error,
    reset() {
      setUnread(null);
      apply.reset();
    },
    async start(plan: PlanView, approvals: Approvals, clientName: string | null) {
      setReading(true);
      setUnread(null);
      let answer: Pick<PlanApply, "approved" | "approveAll">;
      try {
        answer = await answerOf(approvals, plan, held(plan.plan));
      } catch (thrown) {
        setUnread(asProblem(thrown));
        return;
      } finally {
        setReading(false);
      }
      apply.mutate(
        { client, plan: plan.plan, hash: plan.hash, clientName, ...answer },
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
