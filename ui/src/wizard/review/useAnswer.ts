import { useState } from "react";
import type { HeldAnswer, PlanRow, PlanView } from "../../host/bindings";
import { useDo } from "../../queries/queries";
import type { Answers } from "./approvals";
import { useHeld } from "./useHeld";

/** Rows that are answered: single ones, or every row that is held for one reason. */
export type About = { rows: readonly PlanRow[] } | { hold: string; count: number };

export const countOfAbout = (about: About) => ("rows" in about ? about.rows.length : about.count);

/** Answers held rows otherwise than by approving them; each answer makes a new plan, which takes the old one's place. */
export function useAnswer(
  client: number,
  plan: PlanView,
  answers: Answers,
  onPlan: (next: PlanView) => void,
) {
  const answer = useDo("plan_answer");
  const held = useHeld(client);
  const [last, setLast] = useState<{ answer: HeldAnswer["answer"]; count: number } | null>(null);
  return {
    busy: answer.isPending,
    problem: answer.error,
    /** What was answered last, to be said. */
    last,
    reset: answer.reset,
    give(about: About, said: HeldAnswer, done?: () => void, clientName: string | null = null) {
      const target =
        "rows" in about
          ? { of: "rows" as const, seqs: about.rows.map(({ seq }) => seq) }
          : { of: "held" as const, hold: about.hold };
      answer.mutate(
        { client, plan: plan.plan, hash: plan.hash, target, answer: said, clientName },
        {
          async onSuccess(next) {
            await answers.carry(next, "rows" in about ? about.rows : about.hold, held(next.plan));
            setLast({ answer: said.answer, count: countOfAbout(about) });
            onPlan(next);
            done?.();
          },
        },
      );
    },
  };
}
export type Answering = ReturnType<typeof useAnswer>;
