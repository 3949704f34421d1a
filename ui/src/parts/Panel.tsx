import { type ReactNode, useId } from "react";
import css from "./Panel.module.css";

interface Props {
  title?: ReactNode;
  /** At the right of the title: pills, a number, one small button. */
  aside?: ReactNode;
  /** Without inner padding, for tables and lists. */
  flush?: boolean;
  testid?: string;
  children: ReactNode;
}

/** A white surface with a line around it. Panels stand beside or under each other, never in each other. */
export function Panel({ title, aside, flush = false, testid, children }: Props) {
  const id = useId();
  return (
    <section className={css.panel} aria-labelledby={title ? id : undefined} data-testid={testid}>
      {title && (
        <div className={flush ? `${css.head} ${css.line}` : css.head}>
          <h2 className={css.title} id={id}>
            {title}
          </h2>
          {aside}
        </div>
      )}
      {flush ? children : <div className={css.body}>{children}</div>}
    </section>
  );
}
