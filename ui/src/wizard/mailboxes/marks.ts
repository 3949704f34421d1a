/** Rows from one place to another, both included. */
export type Range = [from: number, to: number];

/**
 * Where the keyboard stands in the grid, and which rows are marked for a change of many: places of a list that the
 * core holds, so that 100,000 marked rows are one range here.
 */
export interface Marks {
  /** Row in focus, from 0; -1 is the head. */
  active: number;
  /** Head in focus while `active` is -1. */
  head: number;
  /** Where the range that follows Shift began; null when none does. */
  anchor: number | null;
  /** Marked before that range began. */
  before: readonly Range[];
  /** Marked rows, in order, apart from each other. */
  ranges: readonly Range[];
}

export const nowhere: Marks = { active: 0, head: 0, anchor: null, before: [], ranges: [] };

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

/** Ranges in order, those that touch made one. */
function joined(ranges: readonly Range[]): Range[] {
  const apart: Range[] = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = apart.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

function inverse(ranges: readonly Range[], rows: number): Range[] {
  const rest: Range[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) rest.push([next, from - 1]);
    next = to + 1;
  }
  if (next < rows) rest.push([next, rows - 1]);
  return rest;
}

export function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

export function isMarked({ ranges }: Marks, row: number): boolean {
  return ranges.some(([from, to]) => row >= from && row <= to);
}

/** Puts the focus on a row; with `extend` the rows from the anchor to it are marked. */
export function stepTo(marks: Marks, row: number, extend: boolean): Marks {
  if (!extend || row < 0) return { ...unmark(marks), active: row };
  const anchor = marks.anchor ?? Math.max(marks.active, 0);
  const before = marks.anchor === null ? [] : marks.before;
  const span: Range = [Math.min(anchor, row), Math.max(anchor, row)];
  return { ...marks, active: row, anchor, before, ranges: joined([...before, span]) };
}

/** Marks one more row, or takes its mark away; a range that follows begins there. */
export function toggle(marks: Marks, row: number, rows: number): Marks {
  const ranges = isMarked(marks, row)
    ? inverse(joined([...inverse(marks.ranges, rows), [row, row]]), rows)
    : joined([...marks.ranges, [row, row]]);
  return { ...marks, active: row, anchor: row, before: ranges, ranges };
}

export function unmark(marks: Marks): Marks {
  return { ...marks, anchor: null, before: [], ranges: [] };
}

/** All means the rows shown. */
export function markAll(marks: Marks, rows: number): Marks {
  return { ...unmark(marks), ranges: rows > 0 ? [[0, rows - 1]] : [] };
}

export function invert(marks: Marks, rows: number): Marks {
  return { ...unmark(marks), ranges: inverse(marks.ranges, rows) };
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
  if (ctrl && key.toLowerCase() === "a") return markAll(marks, extent.rows);
  if (ctrl && key.toLowerCase() === "i") return invert(marks, extent.rows);
  if (ctrl && key === " ") return marks.active < 0 ? marks : toggle(marks, marks.active, extent.rows);
  if (marks.active < 0 && (key === "ArrowLeft" || key === "ArrowRight")) {
    const head = marks.head + (key === "ArrowRight" ? 1 : -1);
    return { ...marks, head: Math.min(Math.max(head, 0), extent.heads - 1) };
  }
  const row = goal(marks, key, extent);
  if (row === null) return null;
  if (shift && row < 0) return marks;
  return stepTo(marks, row, shift);
}
