// biome-ignore-all lint/a11y/useSemanticElements: a window of rows; a table cannot hold one
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the rows have the focus
import { Button } from "@fluentui/react-components";
import { ArrowRight16Regular } from "@fluentui/react-icons/svg/arrow-right";
import { ArrowUndo16Regular } from "@fluentui/react-icons/svg/arrow-undo";
import { keepPreviousData } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HistoryRow, RunRow, RunRowsQuery } from "../host/bindings";
import { useHost } from "../host/host";
import { useFormat } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import { Loaded } from "../parts/States";
import { wordsOf } from "../problems/words";
import { ask, useAsk } from "../queries/queries";
import { SearchField } from "../wizard/mailboxes/SearchField";
import { PAGE, useWindowed } from "../wizard/mailboxes/useWindowed";
import { After, Before } from "../wizard/review/Change";
import css from "./history.module.css";
import type { Undo } from "./useUndo";

const ROW = 48;

interface Props {
  client: number;
  run: HistoryRow;
  undo: Undo;
}

/** What one run did to each object, with the way back for each. */
export function RunRows({ client, run, undo }: Props) {
  const { t } = useTranslation("history");
  const [search, setSearch] = useState("");
  const query = { client, run: run.run, group: null, outcome: null, search };
  const first = { ...query, offset: 0, limit: PAGE };
  const head = useAsk("run_rows", first, { placeholderData: keepPreviousData });
  return (
    <div className={css.rows} data-testid={`rows-${run.run}`}>
      <div className={css.rowsHead}>
        <b>{t("ofRun", { run: run.run, plan: run.plan })}</b>
        <span className="quiet caption">
          {t("sum", { done: run.done, failed: run.failed, held: run.held })}
        </span>
        <SearchField className={css.search} label={t("find")} value={search} onSearch={setSearch} />
      </div>
      <Loaded query={head} label={t("reading")} rows={3}>
        {({ total }) =>
          total > 0 ? (
            <Window query={query} total={total} undo={undo} />
          ) : (
            <p className={`quiet ${css.none}`}>{t(search ? "noMatch" : "noRows")}</p>
          )
        }
      </Loaded>
    </div>
  );
}

interface WindowProps {
  query: Omit<RunRowsQuery, "offset" | "limit">;
  total: number;
  undo: Undo;
}

function Window({ query, total, undo }: WindowProps) {
  const { t } = useTranslation("history");
  const host = useHost();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    estimateSize: () => ROW,
    getScrollElement: () => box.current,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const rows = useWindowed(
    JSON.stringify(query),
    (offset, limit) => ask(host, "run_rows", { ...query, offset, limit }),
    items.map(({ index }) => index),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled with the arrow keys
    <div ref={box} className={css.box} role="table" aria-label={t("rows")} aria-rowcount={total} tabIndex={0}>
      <div className="unseen" role="rowgroup">
        <div role="row">
          {(["what", "before", "after", "why", "outcome", "back"] as const).map((name) => (
            <span key={name} role="columnheader">
              {t(`column.${name}`)}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={css.window} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            ref={virtual.measureElement}
            data-index={index}
            role="row"
            className={css.row}
            style={{ transform: `translateY(${start}px)` }}
          >
            <Cells row={rows.row(index)} run={query.run} undo={undo} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Cells({ row, run, undo }: { row: RunRow | undefined; run: number; undo: Undo }) {
  const { t } = useTranslation("history");
  if (!row)
    return (
      <span role="cell" className="quiet">
        …
      </span>
    );
  const name = row.name || row.key;
  return (
    <>
      <span role="cell" className={css.what} data-testid={`did-${row.key}`}>
        <b title={name}>{name}</b>
        {name !== row.key && (
          <span className="quiet caption" title={row.key}>
            {row.key}
          </span>
        )}
      </span>
      <span role="cell">
        <Before row={row} />
      </span>
      <span aria-hidden className="quiet">
        <ArrowRight16Regular />
      </span>
      <span role="cell">
        <After row={row} />
      </span>
      <span role="cell">{t(`review:reason.${row.reason}`, { defaultValue: row.reason })}</span>
      <Outcome row={row} />
      <span role="cell" className={css.back}>
        {row.undoneBy !== null && (
          <span className="quiet caption">{t("rowUndone", { run: row.undoneBy })}</span>
        )}
        {row.undoable && (
          <Button
            size="small"
            appearance="subtle"
            icon={<ArrowUndo16Regular />}
            disabledFocusable={undo.busy}
            aria-label={t("undoRow", { name })}
            onClick={() => undo.make(run, row.seq)}
            data-testid="undo-row"
          >
            {t("undoOne")}
          </Button>
        )}
      </span>
    </>
  );
}

function Outcome({ row: { outcome, problem, at } }: { row: RunRow }) {
  const { t } = useTranslation("history");
  const problems = useTranslation("problems").t;
  const { time } = useFormat();
  const state = outcome === "done" ? "done" : outcome === "failed" ? "failing" : "working";
  return (
    <span role="cell" className={css.outcome}>
      <StateMark state={state}>{t(`outcome.${outcome}`)}</StateMark>
      <span className="quiet caption" title={problem ? wordsOf(problems, problem).what : undefined}>
        {problem ? wordsOf(problems, problem).line : time(at)}
      </span>
    </span>
  );
}
