import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newCache } from "../../app/App";
import { PAGE, type Reader, useWindowed } from "./useWindowed";

/** So far from both ends of its page that no other is near. */
const MIDDLE = PAGE / 2;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A list of 100,000 rows, each of which is its place. */
function opened() {
  const cache = newCache();
  const asked: number[] = [];
  const read: Reader<{ rows: number[]; total: number }> = (offset, limit) => ({
    queryKey: ["rows", offset],
    queryFn: () => {
      asked.push(offset);
      return { rows: Array.from({ length: limit }, (_, at) => offset + at), total: 100_000 };
    },
  });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={cache}>{children}</QueryClientProvider>
  );
  const shown = renderHook(({ at }) => useWindowed("all", read, [at]), {
    wrapper,
    initialProps: { at: MIDDLE },
  });
  // What a step of the clock asks for is rendered when the step is over, and answered in the next.
  const pass = async (ms: number) => {
    await act(() => vi.advanceTimersByTimeAsync(ms));
    await act(() => vi.advanceTimersByTimeAsync(1));
  };
  const see = (at: number) => shown.rerender({ at });
  const row = (at: number) => shown.result.current.row(at);
  return { cache, asked, pass, see, row };
}

test("p9 of the pages that fly by under the scroll bar few are read, and that of the rows where it rests is", async () => {
  const { asked, pass, see, row } = opened();
  await pass(500);
  expect(row(MIDDLE)).toBe(MIDDLE);
  for (let at = 1_000 + MIDDLE; at <= 90_000 + MIDDLE; at += 1_000) see(at);
  await pass(500);
  expect(asked).toEqual([0, 1000, 90_000]);
  expect(row(90_000 + MIDDLE)).toBe(90_000 + MIDDLE);
});

test("p9 where the sight moves on after a rest, the next page is read at once", async () => {
  const { asked, pass, see } = opened();
  await pass(500);
  see(MIDDLE + PAGE);
  await pass(0);
  expect(asked).toEqual([0, PAGE]);
});

test("p9 pages out of sight are dropped", async () => {
  const { cache, pass, see } = opened();
  for (let at = 1_000 + MIDDLE; at <= 30_000 + MIDDLE; at += 1_000) {
    see(at);
    await pass(200);
  }
  await pass(1_500);
  expect(cache.getQueryCache().getAll()).toHaveLength(1);
});
