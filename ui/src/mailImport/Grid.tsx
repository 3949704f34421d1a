// biome-ignore-all lint/a11y/useSemanticElements: a window of rows with one tab stop; a table holds neither
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportRow, ImportWindow } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { type Reader, useWindowed } from "../wizard/mailboxes/useWindowed";
import css from "./grid.module.css";
import { Row } from "./Row";

const ROW = 38;
const HEAD = 32;
const columns = ["mailbox", "state", "server", "imported", "duplicates", "skipped", "open"] as const;

interface Props {
  /** Names the list: another filter is another list. */
  list: string;
  total: number;
  read: Reader<ImportWindow>;
  zone: string;
  /** The mailbox whose certificate is shown. */
  shown: ImportRow | null;
  onShow: (row: ImportRow) => void;
}

/** Any number of mailboxes in a window of rows, with one tab stop; the row in focus is the one beside it. */
export function Grid({ list, total, read, shown, onShow }: Props) {
  const { t } = useTranslation("mailimport");
  const { zone } = useFormat();
  const now = useNow(1000);
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const virtual = useVirtualizer({
    count: total,
    estimateSize: () => ROW,
    getScrollElement: () => box.current,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const window = useWindowed(
    list,
    read,
    items.map(({ index }) => index),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    virtual.scrollToOffset(0);
    setActive(-1);
  }, [list]);
  // Rows change their places while it runs: the numbers beside follow the mailbox, not the place.
  const fresh = shown && items.map(({ index }) => window.row(index)).find((row) => row?.id === shown.id);
  useEffect(() => {
    if (fresh && fresh !== shown) onShow(fresh);
  }, [fresh, shown, onShow]);

  const put = (index: number) => {
    const at = Math.max(0, Math.min(total - 1, index));
    setActive(at);
    virtual.scrollToIndex(at);
    const row = window.row(at);
    if (row) onShow(row);
  };
  function keyed(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (altKey) return;
    const page = Math.max(1, Math.floor(((box.current?.clientHeight ?? 0) - HEAD) / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const row = window.row(active);
    if (key in steps) put(active + (steps[key] ?? 0));
    else if (key === "Home") put(0);
    else if (key === "End") put(total - 1);
    else if ((ctrlKey || metaKey) && key.toLowerCase() === "c" && row)
      void navigator.clipboard?.writeText(row.address);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function clicked(event: MouseEvent) {
    const index = (event.target as HTMLElement).closest<HTMLElement>("[data-index]")?.dataset.index;
    if (index !== undefined) put(Number(index));
  }
  const seen = items.some(({ index }) => index === active);
  return (
    <div
      ref={box}
      id="import-grid"
      role="grid"
      aria-label={t("grid")}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={seen ? `import-row-${active}` : undefined}
      aria-busy={window.waiting}
      tabIndex={0}
      className={css.grid}
      data-testid="import-grid"
      onKeyDown={keyed}
      onClick={clicked}
      onFocus={(event) => event.target === event.currentTarget && active < 0 && setActive(0)}
    >
      <div role="row" aria-rowindex={1} className={css.head}>
        {columns.map((column) => (
          <div key={column} role="columnheader" className={css[column]}>
            {t(`head.${column}`)}
          </div>
        ))}
        <div role="columnheader" className={css.now}>
          {t("head.now", { zone: zone(now) })}
        </div>
      </div>
      <div role="rowgroup" className={css.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <Row
            key={index}
            row={window.row(index)}
            index={index}
            top={start - HEAD}
            active={index === active}
            shown={shown !== null && window.row(index)?.id === shown.id}
          />
        ))}
      </div>
    </div>
  );
}
