import { ProgressBar } from "@fluentui/react-components";

interface Props {
  label: string;
  done: number;
  /** Unknown: the bar only moves. */
  total: number | null;
  thick?: boolean;
}

/** How far something is; numbers stand beside it, the bar only helps the eye. */
export function Meter({ label, done, total, thick = false }: Props) {
  const thickness = thick ? "large" : "medium";
  return total === null || total === 0 ? (
    <ProgressBar aria-label={label} thickness={thickness} />
  ) : (
    <ProgressBar aria-label={label} thickness={thickness} value={Math.min(done / total, 1)} />
  );
}
