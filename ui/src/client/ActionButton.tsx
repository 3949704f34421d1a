import { Tooltip } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { KeyHint } from "../parts/KeyHint";
import css from "./NavRail.module.css";

interface Props {
  icon: ReactNode;
  label: string;
  /** What it does, or why it cannot be pressed now. */
  does: string;
  keys?: string;
  /** It cannot be pressed now; it stays focusable and says why. */
  asleep?: boolean;
  onPress: () => void;
  testid: string;
}

/** Something that can be done with a client, with what it does in a bubble beside it. */
export function ActionButton({ icon, label, does, keys, asleep = false, onPress, testid }: Props) {
  return (
    <Tooltip content={does} relationship="description" positioning="after" withArrow>
      <button
        type="button"
        className={css.act}
        aria-disabled={asleep}
        onClick={() => !asleep && onPress()}
        data-testid={testid}
      >
        {icon}
        <span className={css.words}>{label}</span>
        {keys && (
          <span className={css.key} aria-hidden>
            <KeyHint keys={[keys]} />
          </span>
        )}
      </button>
    </Tooltip>
  );
}
