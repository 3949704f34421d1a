import { useEffect, useRef, useSyncExternalStore } from "react";

/**
 * Every key of the program, once: a page listens to no other, and the sheet of keys lists these. `own` are keys that a
 * part hears itself while it has the focus, such as the grid.
 */
export const keyTable = [
  { id: "find", group: "everywhere", keys: ["Control+k"] },
  { id: "keys", group: "everywhere", keys: ["F1", "?"] },
  { id: "primary", group: "everywhere", keys: ["Control+Enter"] },
  { id: "back", group: "everywhere", keys: ["Alt+ArrowLeft"] },
  { id: "next", group: "everywhere", keys: ["Alt+ArrowRight"] },
  {
    id: "tab",
    group: "everywhere",
    keys: [
      "Control+1",
      "Control+2",
      "Control+3",
      "Control+4",
      "Control+5",
      "Control+6",
      "Control+7",
      "Control+8",
    ],
  },
  { id: "search", group: "everywhere", keys: ["/"] },
  { id: "refresh", group: "everywhere", keys: ["F5"] },
  { id: "undo", group: "everywhere", keys: ["Control+z"] },
  { id: "close", group: "everywhere", keys: ["Escape"] },
  { id: "client", group: "clients", keys: ["ArrowUp", "ArrowDown"] },
  { id: "move", group: "grid", keys: ["ArrowUp", "ArrowDown"], own: true },
  { id: "page", group: "grid", keys: ["PageUp", "PageDown"], own: true },
  { id: "ends", group: "grid", keys: ["Home", "End"], own: true },
  { id: "select", group: "grid", keys: [" "], own: true },
  { id: "range", group: "grid", keys: ["Shift+ArrowUp", "Shift+ArrowDown"], own: true },
  { id: "all", group: "grid", keys: ["Control+a"], own: true },
  { id: "incoming", group: "grid", keys: ["i"], own: true },
  { id: "outgoing", group: "grid", keys: ["o"], own: true },
  { id: "archiving", group: "grid", keys: ["a"], own: true },
  { id: "why", group: "grid", keys: ["w"], own: true },
  { id: "exempt", group: "grid", keys: ["e"], own: true },
  { id: "details", group: "grid", keys: ["Enter"], own: true },
  { id: "copy", group: "grid", keys: ["Control+c"], own: true },
] as const satisfies readonly KeyRow[];

interface KeyRow {
  id: string;
  group: "everywhere" | "clients" | "grid";
  keys: readonly string[];
  own?: true;
}

type Row = (typeof keyTable)[number];
export type KeyId = Row["id"];
/** A key that a page may listen to. */
export type KeyName = Exclude<Row, { own: true }>["keys"][number];
type Keys = { [Name in KeyName]?: (event: KeyboardEvent) => unknown };

const heard: ReadonlySet<string> = new Set(
  keyTable.filter((row) => !("own" in row)).flatMap(({ keys }) => keys as readonly string[]),
);

const caps: Record<string, string> = {
  Control: "Ctrl",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  PageUp: "PgUp",
  PageDown: "PgDn",
  " ": "Space",
};

/** The caps to press, as `KeyHint` takes them. */
export function capsOf(name: string): string[] {
  return name.split("+").map((key) => caps[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const control = ctrlKey || metaKey;
  // A character is itself, however it is typed: `?` has Shift on some keyboards only.
  const single = key.length === 1;
  const held = [control && "Control", altKey && "Alt", shiftKey && (!single || control) && "Shift"];
  return [...held.filter(Boolean), single ? key.toLowerCase() : key].join("+");
}

function typing(event: KeyboardEvent): boolean {
  const at = event.target;
  return at instanceof HTMLElement && (at.isContentEditable || /^(input|textarea|select)$/i.test(at.tagName));
}

function focusIsNowhere(): boolean {
  const at = document.activeElement;
  return at === null || at === document.body || at.tagName === "MAIN";
}

/** Which keys do something on the page that is shown, each with how many parts hear it. */
let active: ReadonlyMap<string, number> = new Map();
const listeners = new Set<() => void>();

function count(names: readonly string[], by: 1 | -1) {
  const next = new Map(active);
  for (const name of names) next.set(name, (next.get(name) ?? 0) + by);
  active = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether a key of the table does something on the page that is shown; those of a part count with the part. */
export function useIsActive(): (row: Row) => boolean {
  const now = useSyncExternalStore(subscribe, () => active);
  return (row) => {
    if (row.group === "grid") return document.querySelector('[role="grid"]') !== null;
    // Whatever is open closes by it.
    return row.id === "close" || row.keys.some((key) => (now.get(key) ?? 0) > 0);
  };
}

/**
 * Keys of the page while the part is shown, named like `Control+Enter`, `Alt+ArrowLeft`, `/`, `F5`.
 * Arrows rest while something has the focus, single characters and `Control+z` rest while somebody types, and everything rests while a dialog is open.
 */
export function useKeys(keys: Keys) {
  const now = useRef(keys);
  now.current = keys;
  const names = Object.keys(keys).filter((name) => heard.has(name));
  const list = names.join(" ");
  useEffect(() => {
    const mine = list.split(" ").filter(Boolean);
    count(mine, 1);
    return () => count(mine, -1);
  }, [list]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const act = heard.has(name) ? now.current[name as KeyName] : undefined;
      if (!act || event.defaultPrevented || document.querySelector('[role="dialog"],[role="alertdialog"]'))
        return;
      // Arrows belong to what has the focus, and to the page when nothing has.
      if (name.startsWith("Arrow") && !focusIsNowhere()) return;
      // In a field a character is typed, and what was typed is taken back.
      if ((name.length === 1 || name === "Control+z") && typing(event)) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
