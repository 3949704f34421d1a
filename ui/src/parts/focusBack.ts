import { useEffect, useState } from "react";

/** Gives the focus back, once a surface went away with it: to what had it before, else to the page. */
export function useFocusBack() {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (document.activeElement !== document.body) return;
      const there = before instanceof HTMLElement && before !== document.body && before.isConnected;
      (there ? before : document.querySelector("main"))?.focus();
    },
    [before],
  );
}
