import { useEffect, useRef } from "react";

type Keys = Record<string, (event: KeyboardEvent) => unknown>;

function nameOf(event: KeyboardEvent): string {
  const held = [event.ctrlKey && "Control", event.altKey && "Alt", event.shiftKey && "Shift"];
  return [...held.filter(Boolean), event.key].join("+");
}

function typing(event: KeyboardEvent): boolean {
  const at = event.target;
  return at instanceof HTMLElement && (at.isContentEditable || /^(input|textarea|select)$/i.test(at.tagName));
}

/**
 * Keys of the page while the part is shown, named like `Control+Enter`, `Alt+ArrowLeft`, `/`, `F5`.
 * Single characters rest while somebody types, and everything rests while a dialog is open.
 */
export function useKeys(keys: Keys) {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = now.current[nameOf(event)];
      if (!act || event.defaultPrevented || document.querySelector('[role="dialog"],[role="alertdialog"]'))
        return;
      if (event.key.length === 1 && !event.ctrlKey && !event.altKey && typing(event)) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
