import { expect, test } from "vitest";
import { countOf, invert, isMarked, nowhere, type Press, press, stepTo, toggle, unmark } from "./marks";

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
  expect(down.ranges).toEqual([[5, 7]]);
  const up = go(at5, key("Home", { shift: true }));
  expect(up.ranges).toEqual([[0, 5]]);
  expect(go(up, key("ArrowDown")).ranges).toEqual([]);
});

test("ctrl A marks every row shown, whatever their number, and can be cleared", () => {
  const all = go(nowhere, key("a", { ctrl: true }));
  expect(all.ranges).toEqual([[0, 99_999]]);
  expect(countOf(all.ranges)).toBe(100_000);
  expect(isMarked(all, 54_321)).toBe(true);
  expect(unmark(all).ranges).toEqual([]);
});

test("shift never marks the heads", () => {
  expect(go(nowhere, key("ArrowUp", { shift: true }))).toEqual(nowhere);
});

test("rows are marked and unmarked one by one, and shift goes on from the last", () => {
  const two = toggle(toggle(nowhere, 4, 10), 8, 10);
  expect(two.ranges).toEqual([
    [4, 4],
    [8, 8],
  ]);
  const more = go(two, key("ArrowDown", { shift: true }));
  expect(more.ranges).toEqual([
    [4, 4],
    [8, 9],
  ]);
  expect(toggle(more, 8, 10).ranges).toEqual([
    [4, 4],
    [9, 9],
  ]);
  expect(toggle(toggle(nowhere, 4, 10), 5, 10).ranges).toEqual([[4, 5]]);
  const space = key(" ", { ctrl: true });
  expect(go(nowhere, space).ranges).toEqual([[0, 0]]);
  expect(go(nowhere, space, space).ranges).toEqual([]);
});

test("the marks turn round, from one end of the list to the other", () => {
  const some = toggle(stepTo(stepTo(nowhere, 2, false), 4, true), 9, 10);
  expect(invert(some, 10).ranges).toEqual([
    [0, 1],
    [5, 8],
  ]);
  expect(invert(invert(some, 10), 10).ranges).toEqual(some.ranges);
  expect(invert(nowhere, 3).ranges).toEqual([[0, 2]]);
  expect(go(go(nowhere, key("a", { ctrl: true })), key("i", { ctrl: true })).ranges).toEqual([]);
});

test("other keys are not the grid's", () => {
  expect(press(nowhere, key("x"), extent)).toBeNull();
});
