import { expect, test } from "vitest";
import { isMarked, nowhere, type Press, press, rangeOf, stepTo, unmark } from "./marks";

const extent = { rows: 100_000, heads: 6, page: 15 };
const key = (name: string, more: Partial<Press> = {}): Press => ({
  key: name,
  shift: false,
  ctrl: false,
  ...more,
});
const go = (marks: typeof nowhere, ...keys: Press[]) =>
  keys.reduce((now, one) => press(now, one, extent) ?? now, marks);

test("arrows, page, home and end stay inside the rows", () => {
  expect(go(nowhere, key("ArrowDown"), key("PageDown")).active).toBe(16);
  expect(go(nowhere, key("End"), key("ArrowDown")).active).toBe(99_999);
  expect(go(nowhere, key("End"), key("Home")).active).toBe(0);
  expect(go(nowhere, key("PageUp")).active).toBe(0);
});

test("up from the first row reaches the heads, and down leaves them", () => {
  const head = go(nowhere, key("ArrowUp"), key("ArrowRight"), key("ArrowRight"));
  expect(head).toMatchObject({ active: -1, head: 2 });
  expect(go(head, key("ArrowDown")).active).toBe(0);
});

test("shift marks a range in both directions and a plain move forgets it", () => {
  const at5 = stepTo(nowhere, 5, false);
  const down = go(at5, key("ArrowDown", { shift: true }), key("ArrowDown", { shift: true }));
  expect(rangeOf(down, extent.rows)).toEqual([5, 7]);
  const up = go(at5, key("Home", { shift: true }));
  expect(rangeOf(up, extent.rows)).toEqual([0, 5]);
  expect(rangeOf(go(up, key("ArrowDown")), extent.rows)).toBeNull();
});

test("ctrl A marks every row shown, whatever their number, and can be cleared", () => {
  const all = go(nowhere, key("a", { ctrl: true }));
  expect(rangeOf(all, extent.rows)).toEqual([0, 99_999]);
  expect(isMarked(all, 54_321, extent.rows)).toBe(true);
  expect(rangeOf(unmark(all), extent.rows)).toBeNull();
});

test("shift never marks the heads", () => {
  expect(go(nowhere, key("ArrowUp", { shift: true }))).toEqual(nowhere);
});

test("a range is cut when fewer rows are shown", () => {
  const marks = { ...nowhere, anchor: 2, active: 50 };
  expect(rangeOf(marks, 10)).toEqual([2, 9]);
  expect(rangeOf(marks, 0)).toBeNull();
});

test("other keys are not the grid's", () => {
  expect(press(nowhere, key("x"), extent)).toBeNull();
});
