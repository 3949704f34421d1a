import { useEffect, useRef } from "react";

/** `Ctrl Z` takes the last choice back; in a field it is the field's own, and in a dialog it rests. */
export function useUndoKey(undo: () => void) {
  const now = useRef(undo);
  now.current = undo;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, shiftKey, altKey, target, defaultPrevented } = event;
      if (defaultPrevented || key.toLowerCase() !== "z" || !(ctrlKey || metaKey) || shiftKey || altKey)
        return;
      if (target instanceof HTMLElement && target.matches("input, textarea, select")) return;
      if (document.querySelector('[role="dialog"],[role="alertdialog"]')) return;
      event.preventDefault();
      now.current();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
