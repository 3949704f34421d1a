import { Button } from "@fluentui/react-components";
import { ArrowUndo16Regular } from "@fluentui/react-icons/svg/arrow-undo";
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { ChevronRight16Regular } from "@fluentui/react-icons/svg/chevron-right";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { HistoryRow, PlanCounts } from "../host/bindings";
import { useFormat } from "../parts/format";
import { type State, StateMark } from "../parts/StateMark";
import css from "./history.module.css";
import { RunRows } from "./RunRows";
import type { Undo } from "./useUndo";

interface Props {
  client: number;
  run: HistoryRow;
  now: number;
  open: boolean;
  onOpen: () => void;
  undo: Undo;
}

/** One run: when, by whom, what it changed, how it ended, and until when it can be taken back. */
export function RunLine({ client, run, now, open, onOpen, undo }: Props) {
  const { t } = useTranslation("history");
  const { near, date, moment } = useFormat();
  const result = resultOf(t, run);
  const underWay = run.state === "running" || run.state === "paused";
  const when = near(run.started, now);
  return (
    <li className={css.run} data-testid={`run-${run.run}`}>
      <div className={css.line}>
        <button
          type="button"
          className={css.fold}
          aria-expanded={open}
          aria-label={t("openRun", { run: run.run, when })}
          onClick={onOpen}
          data-testid={`run-open-${run.run}`}
        >
          {open ? <ChevronDown16Regular /> : <ChevronRight16Regular />}
        </button>
        <time dateTime={run.started} title={moment(run.started)}>
          {when}
        </time>
        <span className={css.who}>
          {run.by === "schedule" ? t("schedule") : (run.who ?? t("technician"))}
        </span>
        <span className={css.changed}>
          {run.undoes !== null && <b>{t("undid", { run: run.undoes })} </b>}
          {changedBy(t, run.counts) || <span className="quiet">{t("nothing")}</span>}
        </span>
        <span data-testid={`run-result-${run.run}`}>
          <StateMark state={result.state}>{result.word}</StateMark>
          {run.undoneBy !== null && (
            <span className={`quiet caption ${css.caption}`}>{t("undoneBy", { run: run.undoneBy })}</span>
          )}
        </span>
        <span className={css.until}>
          {run.undoUntil === null ? (
            <span className="quiet">–</span>
          ) : (
            <>
              <span className="quiet caption">{date(run.undoUntil)}</span>
              <Button
                size="small"
                icon={<ArrowUndo16Regular />}
                disabledFocusable={underWay || undo.busy}
                aria-label={t("undoRun", { run: run.run })}
                onClick={() => undo.make(run.run, null)}
                data-testid={`undo-${run.run}`}
              >
                {t("undo")}
              </Button>
            </>
          )}
        </span>
      </div>
      {open && <RunRows client={client} run={run} undo={undo} />}
    </li>
  );
}

const groups: readonly (keyof PlanCounts)[] = [
  "domains",
  "created",
  "adopted",
  "changed",
  "stopped",
  "removed",
];

function changedBy(t: TFunction<"history">, counts: PlanCounts): string {
  return groups
    .filter((group) => counts[group] > 0)
    .map((group) => t(`counts.${group}`, { count: counts[group] }))
    .join(", ");
}

/** How a run ended, as icon and word. */
export function resultOf(
  t: TFunction<"history">,
  { state, failed }: HistoryRow,
): { state: State; word: string } {
  if (state === "running" || state === "paused") return { state: "working", word: t(`result.${state}`) };
  if (failed > 0) return { state: "failing", word: t("result.failed", { count: failed }) };
  if (state !== "ended") return { state: "look", word: t(`result.${state}`) };
  return { state: "done", word: t("result.done") };
}
