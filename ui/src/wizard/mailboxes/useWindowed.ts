import { type QueryKey, type UseQueryOptions, useQueries } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Problem } from "../../host/bindings";

/** Rows that are asked for at once. */
export const PAGE = 100;
/** Rows beyond those in sight that are read ahead, so that a turn of the wheel meets no gap. */
const AHEAD = 40;
/** Pages out of sight are dropped after this time: memory does not grow with the rows. */
const DROP_AFTER_MS = 1_000;
/** Pages that come in sight sooner than this after others are asked for only if they stay. */
const FLIES_MS = 100;

export interface Page<R> {
  rows: R[];
  total: number;
}
/** The query of one page of a list. */
export type Reader<P> = (offset: number, limit: number) => UseQueryOptions<P, Problem, P, QueryKey>;

/** First rows of the pages that hold the rows in sight, with some rows around them. */
export function pagesOf(inSight: readonly number[]): number[] {
  const pages = new Set<number>();
  for (const row of inSight) {
    for (const near of [row - AHEAD, row, row + AHEAD])
      pages.add(Math.floor(Math.max(0, near) / PAGE) * PAGE);
  }
  return [...(pages.size > 0 ? pages : [0])].sort((a, b) => a - b);
}

/**
 * Of the pages wanted those that are asked for: at once when the sight moves on, and while the scroll bar flies through a
 * long list ten times a second, because of all others nobody sees a row.
 */
function useAsked(wanted: readonly number[]): readonly number[] {
  const [asked, ask] = useState({ pages: wanted, flying: false });
  if (!asked.flying && wanted.join() !== asked.pages.join()) ask({ pages: wanted, flying: true });
  useEffect(() => {
    if (!asked.flying) return;
    const timer = setTimeout(() => ask({ ...asked, flying: false }), FLIES_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return asked.pages;
}

/**
 * The rows in sight of a list too long to hold, page by page. `list` names the list: when it changes
 * (another filter), the old rows stay until the first new page is there; rows not read yet are undefined.
 */
export function useWindowed<P extends Page<unknown>>(
  list: string,
  read: Reader<P>,
  inSight: readonly number[],
) {
  const offsets = useAsked(pagesOf(inSight));
  const results = useQueries({
    queries: offsets.map((offset) => ({ ...read(offset, PAGE), gcTime: DROP_AFTER_MS })),
  });
  const pages = new Map<number, P>();
  offsets.forEach((offset, at) => {
    const page = results[at]?.data;
    if (page) pages.set(offset, page);
  });
  const kept = useRef({ list, pages });
  const waiting = pages.size === 0 && kept.current.list !== list;
  if (pages.size > 0) kept.current = { list, pages };
  const shown = waiting ? kept.current.pages : pages;
  return {
    row: (at: number): P["rows"][number] | undefined =>
      shown.get(Math.floor(at / PAGE) * PAGE)?.rows[at % PAGE],
    /** Old rows are shown until the new ones are there. */
    waiting,
  };
}
