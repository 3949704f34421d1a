import { HandRight20Filled } from "@fluentui/react-icons/svg/hand-right";
import type { ReactNode, Ref } from "react";
import css from "./HeldBox.module.css";

interface Props {
  /** The reason, as the core names it. */
  hold: string;
  title: ReactNode;
  line: ReactNode;
  /** How far a limit is used. */
  meter?: ReactNode;
  /** The answers, safest first. */
  actions?: ReactNode;
  /** The box of the answers. */
  ref?: Ref<HTMLDivElement>;
  /** Rows that are held. */
  children?: ReactNode;
}

/** Steps that wait for a person; stands above everything else. */
export function HeldBox({ hold, title, line, meter, actions, ref, children }: Props) {
  return (
    <section className={css.box} data-testid="held" data-hold={hold}>
      <div className={css.head}>
        <HandRight20Filled className={css.hand} aria-hidden />
        <div className={css.words}>
          <h2 className={css.title}>{title}</h2>
          <p>{line}</p>
        </div>
        {meter}
        {actions && (
          <div className={css.actions} ref={ref}>
            {actions}
          </div>
        )}
      </div>
      {children && <div className={css.rows}>{children}</div>}
    </section>
  );
}
