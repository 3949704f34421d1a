import { act, fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { fakeHost } from "../host/fake";
import { show } from "../test/show";
import { allWords, startWords } from "./i18n";

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

test("home is shown whole with its own words; those of other pages come behind it", async () => {
  const i18next = (await import("i18next")).default;
  await startWords("en");
  const missing: string[] = [];
  i18next.options.appendNamespaceToMissingKey = true;
  i18next.options.parseMissingKeyHandler = (key, other) => {
    if (other === undefined) missing.push(key);
    return other ?? key;
  };
  show("#/", fakeHost());
  expect(await screen.findByTestId("client-1")).toBeVisible();
  expect(missing.filter((key) => !key.startsWith("problems:"))).toEqual([]);
  await act(() => allWords());
  expect(i18next.exists("settings:title")).toBe(true);
});
