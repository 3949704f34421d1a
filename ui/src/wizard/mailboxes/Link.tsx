import type { ReactNode } from "react";
import { type State, StateIcon } from "../../parts/StateMark";
import css from "./mailboxes.module.css";

/** One link of the chain of reasons. */
export function Link({ state, title, children }: { state: State; title: string; children?: ReactNode }) {
  return (
    <li className={css.link}>
      <StateIcon state={state} />
      <div>
        <h3>{title}</h3>
        {children}
      </div>
    </li>
  );
}

/** A quiet line under it: where it comes from, and since when. */
export function Source({ children }: { children: ReactNode }) {
  return <span className="quiet caption">{children}</span>;
}
