import { act, fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { fakeHost } from "../host/fake";
import { show } from "../test/show";

test("nothing is read before the core is heard, so nothing that goes stale meanwhile is missed", async () => {
  const host = fakeHost();
  let hearing = () => {};
  const late = {
    ...host,
    onEvent(listener: Parameters<typeof host.onEvent>[0], hears = () => {}) {
      let stop = () => {};
      hearing = () => {
        stop = host.onEvent(listener, hears);
      };
      return () => stop();
    },
  };
  show("#/", late);
  expect(host.calls).toEqual([]);
  act(() => hearing());
  expect(await screen.findByTestId("client-1")).toBeVisible();
});

test.each([
  ["#/", "screen-cockpit"],
  ["#/new", "screen-client"],
  ["#/client/1/options", "screen-options"],
])("the keys of a browser do not load the page anew at %s", async (path, testid) => {
  show(path, fakeHost());
  await screen.findByTestId(testid);
  for (const key of [{ key: "F5" }, { key: "F5", ctrlKey: true }, { key: "r", ctrlKey: true }]) {
    expect(fireEvent.keyDown(document.body, key)).toBe(false);
  }
  expect(fireEvent.keyDown(document.body, { key: "r" })).toBe(true);
});
