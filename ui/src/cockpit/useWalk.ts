import { type KeyboardEvent, useRef } from "react";

/** Letters that follow each other within this time are one word. */
const WORD_MS = 700;

/** ↑ ↓ Home End walk from one client's name to another; typed letters jump to the next name that begins so. */
export function useWalk() {
  const typed = useRef({ word: "", at: 0 });
  return (event: KeyboardEvent<HTMLElement>) => {
    const from = event.target as HTMLElement;
    const row = from.closest("tr")?.querySelector<HTMLElement>("a[data-client]");
    if (!row || from.closest('[role="menu"]') || event.ctrlKey || event.altKey || event.metaKey) return;
    const names = [...event.currentTarget.querySelectorAll<HTMLElement>("a[data-client]")];
    const here = names.indexOf(row);
    const to = target(event.key, names, here) ?? named(event.key, names, here);
    if (!to) return;
    event.preventDefault();
    to.focus();
  };

  function named(key: string, names: HTMLElement[], here: number): HTMLElement | undefined {
    if (key.length !== 1 || !/[\p{L}\p{N}]/u.test(key)) return undefined;
    const now = Date.now();
    const word = (now - typed.current.at < WORD_MS ? typed.current.word : "") + key.toLocaleLowerCase();
    typed.current = { word, at: now };
    // A first letter moves on; more of the same word may stay where one is.
    const start = word.length === 1 ? here + 1 : here;
    const round = [...names.slice(start), ...names.slice(0, start)];
    return round.find((name) => name.textContent?.toLocaleLowerCase().startsWith(word));
  }
}

function target(key: string, names: HTMLElement[], here: number): HTMLElement | undefined {
  if (key === "ArrowDown") return names[here + 1];
  if (key === "ArrowUp") return names[here - 1];
  if (key === "Home") return names[0];
  return key === "End" ? names.at(-1) : undefined;
}
