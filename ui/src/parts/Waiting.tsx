import { Button, Divider, Spinner } from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import type { ReactNode } from "react";
import { useFormat, useNow } from "./format";
import { KeyHint } from "./KeyHint";
import { useKeys } from "./keys";
import css from "./Waiting.module.css";

/** What is waited for, and a line under it that says how it stands. */
export function WaitingHead({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={css.head}>
      <Spinner size="small" aria-hidden />
      <div>
        <div role="status">
          <h2 className={css.title}>{title}</h2>
        </div>
        {children}
      </div>
    </div>
  );
}

/** The line under it. */
export function WaitingLine({ children }: { children: ReactNode }) {
  return <p className={css.line}>{children}</p>;
}

/** The line under it where the time runs out: minutes and seconds left. */
export function TimeLeft({ label, until }: { label: string; until: string }) {
  const { span } = useFormat();
  const now = useNow(1000);
  return (
    <p className={css.line} role="timer">
      {label} <b>{span((new Date(until).getTime() - now) / 1000)}</b>
    </p>
  );
}

interface WaysProps {
  /** Buttons that help it along. */
  children?: ReactNode;
  cancel: string;
  onCancel: () => void;
}

/** The ways out while one waits; `Esc` gives up. */
export function WaitingWays({ children, cancel, onCancel }: WaysProps) {
  useKeys({ Escape: onCancel });
  return (
    <div className={css.ways}>
      {children}
      <Divider />
      <Button appearance="subtle" icon={<Dismiss20Regular />} onClick={onCancel} data-testid="cancel-sign-in">
        <span className={css.cancel}>
          {cancel} <KeyHint keys={["Esc"]} />
        </span>
      </Button>
    </div>
  );
}
