// biome-ignore-all lint/a11y/useSemanticElements: a window of rows with one tab stop; a table holds neither
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MailboxRow, MailboxSort, MailboxWindow } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { usePainted } from "../../parts/usePainted";
import type { View } from "./filters";
import { GridHead, type Head, headsOf } from "./GridHead";
import { GridRow } from "./GridRow";
import css from "./grid.module.css";
import { isMarked, type Marks, press, stepTo, toggle } from "./marks";
import { useTypeAhead } from "./useTypeAhead";
import { type Reader, useWindowed } from "./useWindowed";

export const ROW = 30;
const HEAD = 44;

/** What a key or a click asks for: `selected`, a service, `why`. */
export type Act = "selected" | "incoming" | "outgoing" | "archiving" | "why" | "exempt";
const letters: Record<string, Act> = {
  " ": "selected",
  i: "incoming",
  o: "outgoing",
  a: "archiving",
  w: "why",
  e: "exempt",
  Enter: "why",
};

interface Props {
  client: number;
  view: View;
  head: MailboxWindow;
  read: Reader<MailboxWindow>;
  marks: Marks;
  onMarks: (marks: Marks) => void;
  /** On the row in focus, or with `many` on all that are marked. */
  onAct: (act: Act, row: MailboxRow, many: boolean) => void;
  /** The row that the keyboard reached, once it is read. */
  onFocus: (row: MailboxRow) => void;
  onSort: (sort: MailboxSort) => void;
  onChooseAll: () => void;
  onEscape: () => void;
}

/** Any number of recipients in a window of rows, with one tab stop. */
export function MailboxGrid({ client, view, head, read, marks, onMarks, ...on }: Props) {
  const { t } = useTranslation("mailboxes");
  const { count } = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const rows = head.total;
  const heads = headsOf(view.hidden);
  const virtual = useVirtualizer({
    count: rows,
    estimateSize: () => ROW,
    getScrollElement: () => box.current,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const { hidden: _, ...shows } = view;
  const list = JSON.stringify(shows);
  const window = useWindowed(
    list,
    read,
    items.map(({ index }) => index),
  );

  usePainted("mailboxes-painted", !window.waiting, view.search);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => virtual.scrollToOffset(0), [list]);

  const put = (next: Marks) => {
    onMarks(next);
    if (next.active >= 0 && next.active !== marks.active) virtual.scrollToIndex(next.active);
    const row = window.row(next.active);
    if (row) on.onFocus(row);
  };
  const ahead = useTypeAhead(client, (row) => put(stepTo(marks, row, false)));
  const pressHead = (cell: Head) => (cell === "choose" ? on.onChooseAll() : on.onSort(cell));

  function keyed(event: KeyboardEvent) {
    const { key, shiftKey: shift, ctrlKey, metaKey, altKey } = event;
    const ctrl = ctrlKey || metaKey;
    const page = Math.max(1, Math.floor(((box.current?.clientHeight ?? 0) - HEAD) / ROW) - 1);
    const next = altKey ? null : press(marks, { key, shift, ctrl }, { rows, heads: heads.length, page });
    const plain = !ctrl && !altKey;
    const act = plain ? letters[key.length === 1 ? key.toLowerCase() : key] : undefined;
    const letter = /^[\p{L}\p{N}]$/u.test(key);
    // A name may have a space in it, but none begins with one.
    const types = plain && (letter ? shift || !act || ahead.going() : key === " " && ahead.going());
    const row = window.row(marks.active);
    if (next) put(next);
    else if (key === "Escape") on.onEscape();
    else if (types) ahead.type(key, head.list, marks.active);
    else if (act && marks.active < 0) pressHead(heads[marks.head] ?? "name");
    else if (act && row) on.onAct(act, row, act !== "why");
    else if (ctrl && key.toLowerCase() === "c" && row) void navigator.clipboard?.writeText(row.address);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function clicked(event: MouseEvent) {
    const at = event.target as HTMLElement;
    const cell = at.closest<HTMLElement>("[data-head]")?.dataset.head;
    if (cell) return pressHead(cell as Head);
    const index = at.closest<HTMLElement>("[data-index]")?.dataset.index;
    if (index === undefined) return;
    if (event.ctrlKey || event.metaKey) return put(toggle(marks, Number(index), rows));
    const act =
      at.closest<HTMLElement>("[data-act]")?.dataset.act ?? (event.detail === 2 ? "why" : undefined);
    const row = window.row(Number(index));
    // A toggle of a marked row is for all that are marked, as a key is.
    const many = isMarked(marks, Number(index)) && act !== undefined && act !== "why" && !event.shiftKey;
    put(many ? { ...marks, active: Number(index) } : stepTo(marks, Number(index), event.shiftKey));
    if (act && row && !event.shiftKey) on.onAct(act as Act, row, many);
  }

  const inHead = marks.active < 0;
  const seen = items.some(({ index }) => index === marks.active);
  const focus = inHead
    ? `mailbox-head-${heads[marks.head]}`
    : seen
      ? `mailbox-row-${marks.active}`
      : undefined;
  return (
    <div
      ref={box}
      role="grid"
      aria-label={t("grid")}
      aria-rowcount={rows + 1}
      aria-colcount={10 - view.hidden.length}
      aria-multiselectable
      aria-activedescendant={focus}
      aria-busy={window.waiting}
      tabIndex={0}
      className={css.grid}
      data-hidden={view.hidden.join(" ")}
      data-testid="mailbox-grid"
      onKeyDown={keyed}
      onClick={clicked}
      onBlur={() => inHead && onMarks({ ...marks, active: 0 })}
    >
      <GridHead
        view={view}
        shown={rows}
        chosen={head.chosen}
        totals={head.totals}
        active={inHead ? marks.head : null}
      />
      <div role="rowgroup" className={css.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <GridRow
            key={index}
            row={window.row(index)}
            index={index}
            top={start - HEAD}
            active={index === marks.active}
            marked={isMarked(marks, index)}
            hidden={view.hidden}
            t={t}
            count={count}
          />
        ))}
      </div>
    </div>
  );
}
