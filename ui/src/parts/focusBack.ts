import { useEffect, useRef, useState } from "react";

/** What lies over the page and keeps the keys to itself. */
export const surfaces = '[role="dialog"][aria-modal="true"], [role="alertdialog"]';

/** Where the focus goes from each surface. */
const ways = new WeakMap<Element, readonly Element[]>();

/**
 * What a surface was opened from: of an entry of a menu, which goes with the menu, the menu's button. One that was opened
 * from another one, which goes with it, goes back where that one would.
 */
function openers(): readonly Element[] {
  const at = document.activeElement;
  if (!at) return [];
  const button = at.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const below = at.closest(surfaces);
  return [(button && document.getElementById(button)) || at, ...((below && ways.get(below)) || [])];
}

/** Gives the focus back, once a surface went away with it: to what had it before, else to the page. */
export function useFocusBack() {
  const [before] = useState(openers);
  useEffect(() => {
    const surface = document.activeElement?.closest(surfaces);
    if (surface) ways.set(surface, before);
    return () => {
      if (document.activeElement !== document.body) return;
      const there =
        before.find((one) => one.isConnected && one !== document.body) ?? document.querySelector("main");
      if (there instanceof HTMLElement) there.focus();
    };
  }, [before]);
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
