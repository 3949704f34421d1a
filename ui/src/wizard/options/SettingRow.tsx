import type { ReactNode } from "react";
import css from "./options.module.css";

interface Props {
  icon?: ReactNode;
  title: string;
  hint?: string;
  /** Id of the control that the title names; groups name themselves. */
  control?: string;
  children?: ReactNode;
}

/** One setting: what it is at the left, what it is set to at the right. */
export function SettingRow({ icon, title, hint, control, children }: Props) {
  return (
    <div className={css.row}>
      <span className={css.icon}>{icon}</span>
      <div className={css.words}>
        {control ? <label htmlFor={control}>{title}</label> : <span>{title}</span>}
        {hint && <span className="quiet caption">{hint}</span>}
      </div>
      {children && <div className={css.control}>{children}</div>}
    </div>
  );
}

/** Settings that belong together. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className={css.title}>{title}</h2>
      <div className={css.group}>{children}</div>
    </section>
  );
}

/** What the settings above it come to. */
export function Outcome({ facts }: { facts: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl className={css.outcome} aria-live="polite">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="quiet caption">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
