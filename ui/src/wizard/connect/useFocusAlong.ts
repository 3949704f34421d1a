import { useEffect, useRef } from "react";

/**
 * What was pressed goes away as a sign-in goes on. The keyboard then goes on with the first button beside the tenant,
 * and once signed in with the page itself.
 */
export function useFocusAlong(state: string | undefined) {
  const before = useRef(state);
  useEffect(() => {
    const moved = before.current !== undefined && before.current !== state;
    before.current = state;
    if (!moved || document.activeElement !== document.body) return;
    const page = document.querySelector<HTMLElement>("main");
    const button = state === "done" ? null : page?.querySelector<HTMLElement>("[data-side] button");
    (button ?? page)?.focus();
  }, [state]);
}
