import { act, renderHook } from "@testing-library/react";
import { createElement, type PropsWithChildren } from "react";
import { expect, test } from "vitest";
import { DraftsContext, useDraft } from "./drafts";

test("w9 what was typed counts for the form and for what it changes alone, until it is put away", () => {
  const drafts = new Map();
  const wrapper = (inner: PropsWithChildren) => createElement(DraftsContext, { value: drafts, ...inner });
  const none = { mx: "", password: "" };
  const open = (form: string, by: string) =>
    renderHook(() => useDraft(form, none, { by }), { wrapper }).result.current;
  const [, keep, forget] = open("names 1", "Sam Hollis");
  act(() => keep({ mx: "typed", password: "secret" }));
  expect(open("names 1", "Sam Hollis")[0]).toEqual({ mx: "typed", password: "" });
  expect(open("names 2", "Sam Hollis")[0]).toEqual(none);
  expect(open("names 1", "Robin Vance")[0]).toEqual(none);
  forget();
  expect(open("names 1", "Sam Hollis")[0]).toEqual(none);
});
