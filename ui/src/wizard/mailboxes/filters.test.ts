import { expect, test } from "vitest";
import { countOf, everything, filterOf, fromSaved, isFiltered, sortBy, toSaved, triState } from "./filters";

const byKind = [
  { kind: "user", count: 7 },
  { kind: "distribution-list", count: 2 },
  { kind: "dynamic-distribution-list", count: 1 },
];

test("a tab counts every kind that it gathers", () => {
  expect(countOf("all", byKind)).toBe(10);
  expect(countOf("lists", byKind)).toBe(3);
  expect(countOf("rooms", byKind)).toBe(0);
});

test("a filter carries kinds, domain, state and the trimmed words", () => {
  const filter = filterOf({ ...everything, tab: "contacts", search: " ann ", state: "new" });
  expect(filter).toEqual({
    kinds: ["mail-contact", "mail-user"],
    domain: null,
    state: "new",
    search: "ann",
    selected: null,
  });
});

test("blank words are no filter", () => {
  expect(isFiltered({ ...everything, search: "  " })).toBe(false);
  expect(isFiltered({ ...everything, domain: "larkfield.example" })).toBe(true);
});

test("the same head turns the order round and another one starts upwards", () => {
  const once = sortBy(everything, "name");
  expect(once.descending).toBe(true);
  expect(sortBy(once, "kind")).toMatchObject({ sort: "kind", descending: false });
});

test("select-all is mixed while some of the rows shown are chosen", () => {
  expect(triState(0, 5)).toBe(false);
  expect(triState(2, 5)).toBe("mixed");
  expect(triState(5, 5)).toBe(true);
});

test("a saved view opens as it was saved, and what nobody knows is left out", () => {
  const view = { ...everything, tab: "lists", look: true, search: "ann", hidden: ["aliases"] } as const;
  expect(fromSaved(toSaved(view))).toEqual(view);
  const odd = { ...toSaved(everything), hidden: ["colour", "kind"] };
  odd.filter.kinds = ["robot"];
  expect(fromSaved(odd)).toMatchObject({ tab: "all", hidden: ["kind"] });
});
