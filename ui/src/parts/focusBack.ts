import { useEffect, useRef, useState } from "react";

/** What a surface was opened from: of an entry of a menu, which goes with the menu, the menu's button. */
function opener(): Element | null {
  const at = document.activeElement;
  const button = at?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return (button && document.getElementById(button)) || at;
}

/** Gives the focus back, once a surface went away with it: to what had it before, else to the page. */
export function useFocusBack() {
  const [before] = useState(opener);
  useEffect(
    () => () => {
      if (document.activeElement !== document.body) return;
      const there = before instanceof HTMLElement && before !== document.body && before.isConnected;
      (there ? before : document.querySelector("main"))?.focus();
    },
    [before],
  );
}

/** Where what was pressed goes away as `now` changes, the first thing to press or to fill in the box takes the focus. */
export function useFocusKept<E extends HTMLElement>(now: unknown) {
  const box = useRef<E>(null);
  const before = useRef(now);
  useEffect(() => {
    const moved = before.current !== now;
    before.current = now;
    if (moved && document.activeElement === document.body)
      box.current?.querySelector<HTMLElement>("button, input, textarea")?.focus();
  }, [now]);
  return box;
}
