import css from "./FilterChip.module.css";
import { useFormat } from "./format";
import { type State, StateIcon } from "./StateMark";

interface Props {
  label: string;
  count: number;
  state?: State;
  pressed: boolean;
  onPress: () => void;
}

/** A state with its count that filters the list below. */
export function FilterChip({ label, count, state, pressed, onPress }: Props) {
  const { number } = useFormat();
  return (
    <button type="button" className={css.chip} aria-pressed={pressed} onClick={onPress}>
      {state && <StateIcon state={state} />}
      <span>{label}</span>
      <b>{number(count)}</b>
    </button>
  );
}
