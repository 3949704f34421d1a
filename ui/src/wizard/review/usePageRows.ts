import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";

/** A long list that scrolls with the page it lies in, so that there is one scroll bar and no box in a box. */
export function usePageRows(count: number, sizeOf: (line: number) => number) {
  const box = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const virtual = useVirtualizer({
    count,
    estimateSize: sizeOf,
    getScrollElement: () => box.current?.closest("main") ?? null,
    scrollMargin: margin,
    overscan: 8,
  });
  // What stands above the list may grow or shrink at any render.
  useLayoutEffect(() => {
    const page = box.current?.closest("main");
    if (!box.current || !page) return;
    const above = box.current.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop;
    if (Math.abs(above - margin) > 1) setMargin(above);
  });
  return {
    box,
    items: virtual.getVirtualItems().map((item) => ({ ...item, top: item.start - margin })),
    height: virtual.getTotalSize(),
    measure: virtual.measureElement,
  };
}
