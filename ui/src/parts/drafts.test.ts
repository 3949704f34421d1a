import { expect, test } from "vitest";
import { draftsOf } from "./drafts";

test("w9 what was typed counts for the client and for what it changes alone, until it is put away", () => {
  const drafts = draftsOf<string>();
  drafts.keep(1, { by: "Sam Hollis" }, "typed");
  expect(drafts.left(1, { by: "Sam Hollis" })).toBe("typed");
  expect(drafts.left(2, { by: "Sam Hollis" })).toBeUndefined();
  expect(drafts.left(1, { by: "Robin Vance" })).toBeUndefined();
  drafts.forget(1);
  expect(drafts.left(1, { by: "Sam Hollis" })).toBeUndefined();
});
