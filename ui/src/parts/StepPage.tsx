import { type ReactNode, useEffect, useRef } from "react";
import css from "./StepPage.module.css";

interface Props {
  /** e.g. `screen-domains`. */
  testid: string;
  footer: ReactNode;
  /** A grid inside scrolls by itself: the page does not. */
  fixed?: boolean;
  children: ReactNode;
}

/** A step's page: content that scrolls over a footer that stays. */
export function StepPage({ testid, footer, fixed = false, children }: Props) {
  const page = useRef<HTMLElement>(null);
  useEffect(() => {
    // What was pressed to come here is gone: the keyboard starts in the new page, unless a field took it.
    if (document.activeElement === document.body) page.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <main
        className={fixed ? `${css.page} ${css.fixed}` : css.page}
        data-testid={testid}
        tabIndex={-1}
        ref={page}
      >
        {children}
      </main>
      {footer}
    </>
  );
}

/** Main column with a side column of 336 px, under each other where it is narrow. */
export function Columns({ children, side }: { children: ReactNode; side: ReactNode }) {
  return (
    <div className={css.columns}>
      <div className={css.column}>{children}</div>
      <div className={css.column} data-side>
        {side}
      </div>
    </div>
  );
}
