import { useSyncExternalStore } from "react";
import { surfaces } from "../parts/focusBack";
import { go } from "./route";

/** The page that a notification or the tray asked for, and where that was; it waits for the dialog that is open. */
let waits: { path: string; from: string } | null = null;
const listeners = new Set<() => void>();
const watch = new MutationObserver(look);

function wait(next: typeof waits) {
  waits = next;
  for (const listener of listeners) listener();
}

function look() {
  if (!waits || document.querySelector(surfaces)) return;
  const { path, from } = waits;
  watch.disconnect();
  wait(null);
  // Whoever went elsewhere from the dialog wants to be there.
  if (window.location.hash === from) go(path);
}

/** Opens a page that was asked for outside of the window, and takes nothing from what is being typed in a dialog. */
export function openAsked(path: string) {
  wait({ path, from: window.location.hash });
  watch.observe(document.body, { childList: true, subtree: true });
  look();
}

function subscribe(changed: () => void) {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** Whether a page waits for the dialog to be closed. */
export const useAskedWaits = (): boolean => useSyncExternalStore(subscribe, () => waits !== null);
