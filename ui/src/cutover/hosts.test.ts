import { expect, test } from "vitest";
import { readMx } from "./names";

test("w8 mail hosts are read from lines, with or without their number", () => {
  expect(readMx("5 a.example\n\n b.example ")).toEqual([
    { host: "a.example", preference: 5 },
    { host: "b.example", preference: 20 },
  ]);
});
