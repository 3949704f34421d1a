import { AddCircle16Filled } from "@fluentui/react-icons/svg/add-circle";
import { ArrowCircleRight16Filled } from "@fluentui/react-icons/svg/arrow-circle-right";
import { ArrowSync16Regular } from "@fluentui/react-icons/svg/arrow-sync";
import { Beaker16Filled } from "@fluentui/react-icons/svg/beaker";
import { Bookmark16Filled } from "@fluentui/react-icons/svg/bookmark";
import { CheckmarkCircle16Filled } from "@fluentui/react-icons/svg/checkmark-circle";
import { Circle16Regular } from "@fluentui/react-icons/svg/circle";
import { Clock16Filled } from "@fluentui/react-icons/svg/clock";
import { ErrorCircle16Filled } from "@fluentui/react-icons/svg/error-circle";
import { HandRight16Filled } from "@fluentui/react-icons/svg/hand-right";
import { Info16Filled } from "@fluentui/react-icons/svg/info";
import { Pause16Filled } from "@fluentui/react-icons/svg/pause";
import { Prohibited16Regular } from "@fluentui/react-icons/svg/prohibited";
import { ShieldDismiss16Filled } from "@fluentui/react-icons/svg/shield-dismiss";
import { SubtractCircle16Filled } from "@fluentui/react-icons/svg/subtract-circle";
import { TapDoubleRegular } from "@fluentui/react-icons/svg/tap-double";
import { Warning16Filled } from "@fluentui/react-icons/svg/warning";
import type { ReactNode } from "react";
import css from "./StateMark.module.css";

const icons = {
  done: CheckmarkCircle16Filled,
  look: Warning16Filled,
  ends: Clock16Filled,
  failing: ErrorCircle16Filled,
  stop: ShieldDismiss16Filled,
  held: HandRight16Filled,
  working: ArrowSync16Regular,
  new: AddCircle16Filled,
  adopted: ArrowCircleRight16Filled,
  ending: SubtractCircle16Filled,
  info: Info16Filled,
  paused: Pause16Filled,
  queued: Circle16Regular,
  refused: Prohibited16Regular,
  practice: Beaker16Filled,
  exempt: Bookmark16Filled,
  byHand: TapDoubleRegular,
} as const;

/** Every state that a row, chip or pill may have; the hand means held and nothing else. */
export type State = keyof typeof icons;

/** The icon of a state in its colour; never without a word beside it. */
export function StateIcon({ state }: { state: State }) {
  const Icon = icons[state];
  return <Icon className={css[state]} aria-hidden />;
}

interface MarkProps {
  state: State;
  /** In the state's colour; by itself where a person is needed. */
  loud?: boolean;
  children: ReactNode;
}

const calls = (state: State) =>
  state === "held" || state === "failing" || state === "stop" || state === "ends";

/** A state in a row: icon and word, louder when a person is needed. */
export function StateMark({ state, loud = calls(state), children }: MarkProps) {
  return (
    <span className={css.mark}>
      <StateIcon state={state} />
      <span className={loud ? `${css.loud} ${css[state]}` : undefined}>{children}</span>
    </span>
  );
}

/** A state with a number beside a title. */
export function StatePill({ state, children }: { state: State; children: ReactNode }) {
  return (
    <span className={`${css.pill} ${css[`${state}Pill`] ?? ""}`}>
      <StateIcon state={state} />
      <span>{children}</span>
    </span>
  );
}
