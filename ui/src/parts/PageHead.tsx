import type { ReactNode } from "react";
import css from "./PageHead.module.css";

interface Props {
  title: string;
  /** One line that says what this is for, or what is. */
  line?: ReactNode;
  /** Two quiet buttons at most. */
  children?: ReactNode;
}

/** Title, one line, quiet actions. */
export function PageHead({ title, line, children }: Props) {
  return (
    <div className={css.head}>
      <h1 className={css.title}>{title}</h1>
      {children && <div className={css.actions}>{children}</div>}
      {line && <p className={css.line}>{line}</p>}
    </div>
  );
}
