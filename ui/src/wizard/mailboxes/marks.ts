/** Where the keyboard stands in the grid, and which rows are marked for a change of many. */
export interface Marks {
  /** Row in focus, from 0; -1 is the head. */
  active: number;
  /** Head in focus while `active` is -1. */
  head: number;
  /** Where the marked range began; null when no range is marked. */
  anchor: number | null;
  /** Every row that the filter shows is marked. */
  all: boolean;
}

export const nowhere: Marks = { active: 0, head: 0, anchor: null, all: false };

export interface Press {
  key: string;
  shift: boolean;
  ctrl: boolean;
}

export interface Extent {
  rows: number;
  heads: number;
  /** Rows in sight, for `PageUp` and `PageDown`. */
  page: number;
}

/** The marked rows, first and last; null when none is. */
export function rangeOf({ active, anchor, all }: Marks, rows: number): [number, number] | null {
  if (rows === 0) return null;
  if (all) return [0, rows - 1];
  if (anchor === null || active < 0) return null;
  return [Math.min(anchor, active), Math.min(Math.max(anchor, active), rows - 1)];
}

export function isMarked(marks: Marks, row: number, rows: number): boolean {
  const range = rangeOf(marks, rows);
  return range !== null && row >= range[0] && row <= range[1];
}

/** Puts the focus on a row; with `extend` the rows from the anchor to it are marked. */
export function stepTo(marks: Marks, row: number, extend: boolean): Marks {
  if (!extend || row < 0) return { ...marks, active: row, anchor: null, all: false };
  return { ...marks, active: row, anchor: marks.anchor ?? Math.max(marks.active, 0), all: false };
}

export function unmark(marks: Marks): Marks {
  return { ...marks, anchor: null, all: false };
}

function goal(marks: Marks, key: string, { rows, page }: Extent): number | null {
  const { active } = marks;
  const lowest = active < 0 ? -1 : 0;
  switch (key) {
    case "ArrowDown":
      return Math.min(active + 1, rows - 1);
    case "ArrowUp":
      return Math.max(active - 1, -1);
    case "PageDown":
      return Math.min(active + page, rows - 1);
    case "PageUp":
      return Math.max(active - page, lowest);
    case "Home":
      return 0;
    case "End":
      return rows - 1;
    default:
      return null;
  }
}

/** Moves and marks as the keys ask; null when the key is none of the grid's. */
export function press(marks: Marks, { key, shift, ctrl }: Press, extent: Extent): Marks | null {
  if (ctrl && key.toLowerCase() === "a") return { ...marks, all: true, anchor: null };
  if (marks.active < 0 && (key === "ArrowLeft" || key === "ArrowRight")) {
    const head = marks.head + (key === "ArrowRight" ? 1 : -1);
    return { ...marks, head: Math.min(Math.max(head, 0), extent.heads - 1) };
  }
  const row = goal(marks, key, extent);
  if (row === null) return null;
  if (shift && row < 0) return marks;
  return stepTo(marks, row, shift);
}
