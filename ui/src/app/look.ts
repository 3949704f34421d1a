import { useSyncExternalStore } from "react";

/** What the settings say; the system's own look unless a person chose one. */
export type Look = "system" | "light" | "dark";

const darkness = "(prefers-color-scheme: dark)";
const strength = "(prefers-contrast: more)";

let chosen: Look = "system";
const listeners = new Set<() => void>();

/** A person's choice, for the whole window. */
export function choose(look: Look) {
  chosen = look;
  for (const listener of listeners) listener();
}

function subscribe(changed: () => void) {
  listeners.add(changed);
  const queries = [darkness, strength].map((one) => window.matchMedia(one));
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    listeners.delete(changed);
    for (const query of queries) query.removeEventListener("change", changed);
  };
}

const isDark = () => (chosen === "system" ? window.matchMedia(darkness).matches : chosen === "dark");
const isStrong = () => window.matchMedia(strength).matches;

export type ThemeName = "light" | "dark" | "light-strong" | "dark-strong";
const name = (): ThemeName => `${isDark() ? "dark" : "light"}${isStrong() ? "-strong" : ""}`;

/** Which of the four themes is shown. */
export const useTheme = (): ThemeName => useSyncExternalStore(subscribe, name);
