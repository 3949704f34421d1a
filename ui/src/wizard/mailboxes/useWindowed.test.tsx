import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newCache } from "../../app/App";
import { PAGE, type Reader, useWindowed } from "./useWindowed";

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
    initialProps: { at: 100 },
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
  expect(row(100)).toBe(100);
  for (let at = 1100; at <= 90_100; at += 1000) see(at);
  await pass(500);
  expect(asked).toEqual([0, 1000, 90_000]);
  expect(row(90_100)).toBe(90_100);
});

test("p9 where the sight moves on after a rest, the next page is read at once", async () => {
  const { asked, pass, see } = opened();
  await pass(500);
  see(100 + PAGE);
  await pass(0);
  expect(asked).toEqual([0, PAGE]);
});

test("p9 pages out of sight are dropped", async () => {
  const { cache, pass, see } = opened();
  for (let at = 1100; at <= 30_100; at += 1000) {
    see(at);
    await pass(200);
  }
  await pass(1_500);
  expect(cache.getQueryCache().getAll()).toHaveLength(1);
});
