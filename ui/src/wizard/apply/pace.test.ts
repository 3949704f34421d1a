import { expect, test } from "vitest";
import { paceOf, sampled, spanOf } from "./pace";

const at = (seconds: number, done: number) => ({ at: seconds * 1000, done });
const run = (...samples: [seconds: number, done: number][]) =>
  samples.reduce<{ at: number; done: number }[]>((all, [s, d]) => sampled(all, at(s, d)), []);

test("the rate is that of the last ten seconds, and the rest follows from it", () => {
  const pace = paceOf(run([0, 0], [5, 1000], [12, 1042], [15, 1060]), 1120);
  expect(pace).toEqual({ rate: 6, left: 10 });
});

test("nothing is foretold from too little, or while nothing moves", () => {
  expect(paceOf(run([0, 0], [1, 50]), 100)).toBeNull();
  expect(paceOf(run([0, 5], [4, 5]), 100)).toBeNull();
});

test("a count that goes back is another run", () => {
  expect(run([0, 80], [1, 0])).toEqual([at(1, 0)]);
});

test("time left is told in the unit that fits", () => {
  expect(spanOf(0.2)).toEqual({ unit: "seconds", count: 1 });
  expect(spanOf(200)).toEqual({ unit: "minutes", count: 3 });
  expect(spanOf(3 * 3600 + 14 * 60)).toEqual({ unit: "hours", hours: 3, minutes: 14 });
});
