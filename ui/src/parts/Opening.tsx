import { type ReactNode, Suspense, useEffect, useLayoutEffect, useRef } from "react";
import { surfaces } from "./focusBack";

interface Props {
  onClose: () => void;
  /** Dialogs and drawers whose code is loaded when one is first opened. */
  children: ReactNode;
}

/** Room for what lies over the page; Escape closes it also while its code is still on the way. */
export function Opening({ onClose, children }: Props) {
  return <Suspense fallback={<OnTheWay onClose={onClose} />}>{children}</Suspense>;
}

function OnTheWay({ onClose }: Pick<Props, "onClose">) {
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    // Before the page hears it: what was asked for last is closed first.
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close.current();
    };
    document.addEventListener("keydown", pressed, true);
    return () => document.removeEventListener("keydown", pressed, true);
  }, []);
  return null;
}

/**
 * Hands Escape to the dialog on top wherever the focus is. A dialog hears only keys from within, and the focus may be
 * elsewhere: not yet there while it opens, nowhere once what was pressed in it went away.
 */
export function useEscape() {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const top = [...document.querySelectorAll(surfaces)].at(-1);
      const within = event.target instanceof Node && top?.contains(event.target);
      if (event.key !== "Escape" || event.defaultPrevented || !top || within) return;
      top.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
