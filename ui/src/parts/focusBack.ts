import { useEffect, useState } from "react";

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
