// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
// biome-ignore-all lint/a11y/useSemanticElements: a window of rows; a table cannot hold one
// biome-ignore-all lint/a11y/useFocusableInteractive: the boxes in the rows have the focus
import { Checkbox } from "@fluentui/react-components";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ByHandRow } from "../host/bindings";
import { useFormat } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import css from "./byHand.module.css";
import { HandValue } from "./HandValue";

const ROW = 44;

interface Props {
  /** Those that were read so far. */
  rows: readonly ByHandRow[];
  total: number;
  done: boolean;
  chosen: ReadonlySet<number>;
  onChoose: (chosen: ReadonlySet<number>) => void;
  /** The last row that was read comes into sight. */
  onEnd: () => void;
}

/** A window of settings; what is not read yet is read when it comes into sight. */
export function ByHandList({ rows, total, done, chosen, onChoose, onEnd }: Props) {
  const { t } = useTranslation("byhand");
  const { zone } = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    getScrollElement: () => box.current,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const atEnd = (items.at(-1)?.index ?? 0) >= rows.length - 1;
  useEffect(() => {
    if (atEnd) onEnd();
  });
  const turn = (id: number, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  return (
    <div
      ref={box}
      className={css.box}
      role="table"
      aria-label={t("list")}
      aria-rowcount={total + 1}
      tabIndex={0}
      data-testid="hands"
    >
      <div role="rowgroup" className={css.head}>
        <div role="row" aria-rowindex={1} className={css.row}>
          <span role="columnheader">
            <span className="unseen">{t("head.choose")}</span>
          </span>
          <span role="columnheader">{t("head.what")}</span>
          <span role="columnheader">{t("head.setting")}</span>
          <span role="columnheader">{t("head.value")}</span>
          <span role="columnheader">{t(done ? "head.done" : "head.since", { zone: zone(Date.now()) })}</span>
        </div>
      </div>
      <div role="rowgroup" className={css.window} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <div
              key={row.id}
              ref={virtual.measureElement}
              data-index={index}
              role="row"
              aria-rowindex={index + 2}
              className={css.row}
              style={{ transform: `translateY(${start}px)` }}
              data-testid={`hand-${row.id}`}
            >
              <Cells row={row} chosen={chosen.has(row.id)} onTurn={(on) => turn(row.id, on)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface CellsProps {
  row: ByHandRow;
  chosen: boolean;
  onTurn: (on: boolean) => void;
}

function Cells({ row, chosen, onTurn }: CellsProps) {
  const { t } = useTranslation("byhand");
  const { near } = useFormat();
  const { key, object, setting, value, wantedAt, doneAt, doneBy } = row;
  return (
    <>
      <span role="cell">
        {doneAt === null && (
          <Checkbox
            aria-label={t("choose", { setting: t(`setting.${setting}`), what: key })}
            checked={chosen}
            onChange={(_, { checked }) => onTurn(checked === true)}
          />
        )}
      </span>
      <span role="cell" className={css.what}>
        <span title={key}>{key}</span>
        {object === "domain" && <span className="quiet caption">{t("domain")}</span>}
      </span>
      <span role="cell">{t(`setting.${setting}`)}</span>
      <span role="cell">
        <HandValue value={value} />
      </span>
      <span role="cell">
        {doneAt ? (
          <>
            <StateMark state="done">{near(doneAt, Date.now())}</StateMark>
            <span className={`quiet caption ${css.under}`}>{doneBy}</span>
          </>
        ) : (
          near(wantedAt, Date.now())
        )}
      </span>
    </>
  );
}
