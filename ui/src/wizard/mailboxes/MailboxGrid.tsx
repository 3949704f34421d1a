// biome-ignore-all lint/a11y/useSemanticElements: a window of rows with one tab stop; a table holds neither
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MailboxRow, MailboxSort, MailboxWindow } from "../../host/bindings";
import { useHost } from "../../host/host";
import type { View } from "./filters";
import { GridHead, type Head, heads } from "./GridHead";
import { GridRow } from "./GridRow";
import css from "./grid.module.css";
import { isMarked, type Marks, press, stepTo, unmark } from "./marks";
import { reader } from "./useMailboxes";
import { useWindowed } from "./useWindowed";

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
  chosen: number;
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
export function MailboxGrid({ client, view, head, chosen, marks, onMarks, ...on }: Props) {
  const { t } = useTranslation("mailboxes");
  const box = useRef<HTMLDivElement>(null);
  const rows = head.total;
  const virtual = useVirtualizer({
    count: rows,
    estimateSize: () => ROW,
    getScrollElement: () => box.current,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const list = JSON.stringify(view);
  const window = useWindowed(
    list,
    reader(useHost(), client, view),
    items.map(({ index }) => index),
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => virtual.scrollToOffset(0), [list]);

  const put = (next: Marks) => {
    onMarks(next);
    if (next.active >= 0 && next.active !== marks.active) virtual.scrollToIndex(next.active);
    const row = window.row(next.active);
    if (row) on.onFocus(row);
  };
  const pressHead = (cell: Head) => (cell === "choose" ? on.onChooseAll() : on.onSort(cell));

  function keyed(event: KeyboardEvent) {
    const { key, shiftKey: shift, ctrlKey, metaKey, altKey } = event;
    const ctrl = ctrlKey || metaKey;
    const page = Math.max(1, Math.floor(((box.current?.clientHeight ?? 0) - HEAD) / ROW) - 1);
    const next = altKey ? null : press(marks, { key, shift, ctrl }, { rows, heads: heads.length, page });
    const act = ctrl || altKey ? undefined : letters[key.length === 1 ? key.toLowerCase() : key];
    const row = window.row(marks.active);
    if (next) put(next);
    else if (key === "Escape") on.onEscape();
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
    put(stepTo(marks, Number(index), event.shiftKey));
    const act =
      at.closest<HTMLElement>("[data-act]")?.dataset.act ?? (event.detail === 2 ? "why" : undefined);
    const row = window.row(Number(index));
    if (act && row && !event.shiftKey) on.onAct(act as Act, row, false);
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
      aria-colcount={10}
      aria-multiselectable
      aria-activedescendant={focus}
      aria-busy={window.waiting}
      tabIndex={0}
      className={css.grid}
      data-testid="mailbox-grid"
      onKeyDown={keyed}
      onClick={clicked}
      onBlur={() => inHead && onMarks(unmark({ ...marks, active: 0 }))}
    >
      <GridHead
        view={view}
        shown={rows}
        chosen={chosen}
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
            marked={isMarked(marks, index, rows)}
          />
        ))}
      </div>
    </div>
  );
}
