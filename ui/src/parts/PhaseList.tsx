import { Spinner } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { Meter } from "./Meter";
import css from "./PhaseList.module.css";
import { type State, StateIcon } from "./StateMark";

export interface PhaseItem {
  id: string;
  label: string;
  note?: string | undefined;
  state: State | "active";
  /** `97 of 161`. */
  count?: ReactNode;
  /** Bar of the phase under way. */
  meter?: { done: number; total: number | null } | undefined;
}

/** Phases of long work in order: which are done, which is under way. */
export function PhaseList({ phases }: { phases: PhaseItem[] }) {
  return (
    <ol className={css.list}>
      {phases.map((phase) => (
        <li key={phase.id} className={css.phase} data-active={phase.state === "active" ? "" : undefined}>
          {phase.state === "active" ? (
            <Spinner size="extra-tiny" aria-label={phase.label} />
          ) : (
            <StateIcon state={phase.state} />
          )}
          <span className={css.words}>
            <span className={css.label}>{phase.label}</span>
            {phase.note && <span className={css.note}>, {phase.note}</span>}
          </span>
          {phase.meter && (
            <span className={css.meter}>
              <Meter label={phase.label} {...phase.meter} />
            </span>
          )}
          <span className={css.count}>{phase.count}</span>
        </li>
      ))}
    </ol>
  );
}
