// biome-ignore-all lint/a11y/useSemanticElements: a window of rows with one tab stop; a table holds neither
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { ImportRow } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import css from "./grid.module.css";
import { brieflyOf, marks, whyOf } from "./words";

interface Props {
  /** Undefined while its page is being read. */
  row: ImportRow | undefined;
  index: number;
  top: number;
  active: boolean;
  shown: boolean;
}

/** One mailbox. It has no handlers of its own: the grid hears clicks by `data-index`. */
export const Row = memo(function Row({ row, index, top, active, shown }: Props) {
  const place = {
    role: "row",
    id: `import-row-${index}`,
    "aria-rowindex": index + 2,
    "aria-selected": shown,
    "data-index": index,
    "data-active": active ? "" : undefined,
    style: { transform: `translateY(${top}px)` },
  };
  if (!row)
    return (
      <div {...place} className={css.row} aria-busy="true">
        <div role="gridcell">
          <span className={css.bone} />
        </div>
      </div>
    );
  return (
    <div {...place} className={css.row} data-testid={`import-${row.address}`} data-state={row.state}>
      <Cells row={row} />
    </div>
  );
});

/** Microsoft asked it to wait. */
const isSlow = ({ state, waitsUntil }: ImportRow) =>
  waitsUntil !== null && (state === "running" || state === "counting");

function Cells({ row }: { row: ImportRow }) {
  const { t } = useTranslation("mailimport");
  const { count, number } = useFormat();
  const { sums, state } = row;
  const at = row.address.lastIndexOf("@");
  const [local, domain] = [row.address.slice(0, at), row.address.slice(at)];
  const none = !row.counted && sums.server === 0;
  return (
    <>
      <div role="gridcell" className={css.mailbox} title={row.address}>
        <span>{local}</span>
        <span className={css.domain}>{domain}</span>
      </div>
      <div role="gridcell" className={css.state}>
        <StateMark state={isSlow(row) ? "ends" : marks[state]} loud={false}>
          {t(isSlow(row) ? "state.slow" : `state.${state}`)}
        </StateMark>
      </div>
      <div role="gridcell" className={css.server}>
        {none ? "–" : number(sums.server)}
      </div>
      <div role="gridcell" className={css.imported}>
        {count(sums.imported)}
      </div>
      <div role="gridcell" className={css.duplicates}>
        {count(sums.duplicates)}
      </div>
      <div role="gridcell" className={css.skipped}>
        {count(sums.skipped)}
      </div>
      <div role="gridcell" className={css.open} data-differs={state === "differs" ? "" : undefined}>
        {none ? "–" : number(sums.difference).replace("-", "−")}
      </div>
      <div role="gridcell" className={css.now}>
        <Now row={row} />
      </div>
    </>
  );
}

/** What goes on, why it does not, or when it ended. */
function Now({ row }: { row: ImportRow }) {
  const { t } = useTranslation("mailimport");
  const problems = useTranslation("problems").t;
  const { near, number, time } = useFormat();
  const now = useNow();
  const { state, sums, rate } = row;
  if (row.waitsUntil && isSlow(row)) return t("now.slow", { at: time(row.waitsUntil) });
  if (state === "running") {
    const share = sums.server === 0 ? 0 : Math.min(sums.accounted / sums.server, 1);
    return (
      <>
        <span className={css.bar} aria-hidden>
          <span style={{ width: `${share * 100}%` }} />
        </span>
        {rate !== null &&
          t("now.rate", { number: number(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate)) })}
      </>
    );
  }
  const why = whyOf(t, problems, row);
  if (state === "queued" && (row.first || !why)) return row.first ? t("now.next") : null;
  if (row.waitsUntil) return <span title={why}>{t("now.until", { at: time(row.waitsUntil) })}</span>;
  if (state === "paused" || state === "refused" || state === "waiting" || state === "queued")
    return (
      <span className={css.why} title={why}>
        {brieflyOf(t, problems, row)}
      </span>
    );
  if (state === "exceptions" && row.notReached.some(({ what }) => what === "archive"))
    return t("now.archive");
  if (state === "counting") return null;
  return near(row.stateAt, now);
}
