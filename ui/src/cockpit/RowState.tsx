import { useTranslation } from "react-i18next";
import type { ClientRow } from "../host/bindings";
import { useFormat } from "../parts/format";
import { Meter } from "../parts/Meter";
import { StateMark } from "../parts/StateMark";
import { wordsOf } from "../problems/words";
import { marks } from "./groups";
import css from "./RowState.module.css";

interface Props {
  row: ClientRow;
  now: number;
  /** With what waits elsewhere. */
  besides?: boolean;
}

/** The state of a client and, under it, what it means now. */
export function RowState({ row, now, besides = false }: Props) {
  const { t } = useTranslation("cockpit");
  return (
    <div>
      <StateMark state={marks[row.state]}>
        {row.state === "working" && row.progress
          ? t(`phase.${row.progress.phase}`)
          : over(row)
            ? t("signInNeeded")
            : row.left > 0 && row.state === "pending"
              ? t("cutShort")
              : t(`stateLong.${row.state}`)}
      </StateMark>
      <div className={css.line}>
        <Detail row={row} now={now} />
        {besides && row.setUp && <Besides row={row} />}
      </div>
    </div>
  );
}

/** Not soon: the sign-in is gone already. */
function over({ state, daysLeft, problem }: ClientRow): boolean {
  return state === "sign-in-ends" && (daysLeft === null || daysLeft <= 0 || problem !== null);
}

/** What a person has to do elsewhere: in the gateway by hand, and in DNS and Exchange. */
function Besides({ row: { id, state, byHand, openSteps } }: { row: ClientRow }) {
  const { t } = useTranslation("cockpit");
  const { number } = useFormat();
  if (state === "working") return null;
  const said = [
    ...(byHand > 0 ? [t("besides.byHand", { count: byHand, number: number(byHand) })] : []),
    ...(openSteps > 0 ? [t("besides.steps", { count: openSteps, number: number(openSteps) })] : []),
  ];
  return (
    said.length > 0 && (
      <span title={said.join(", ")} data-testid={`besides-${id}`}>
        {" "}
        · {said.join(", ")}
      </span>
    )
  );
}

function Detail({ row, now }: { row: ClientRow; now: number }) {
  const { t } = useTranslation("cockpit");
  const problems = useTranslation("problems").t;
  const { number, date } = useFormat();
  const { state, progress, problem } = row;
  if (progress && state === "working") {
    const { phase, done, total } = progress;
    return (
      <span className={css.progress}>
        <span className={css.meter}>
          <Meter label={t(`phase.${phase}`)} done={done} total={total} />
        </span>
        <span>
          {total === null ? number(done) : t("doneOf", { done: number(done), total: number(total) })}
        </span>
      </span>
    );
  }
  if (problem && state === "failing") {
    const { line, what } = wordsOf(problems, problem);
    return <span title={what}>{line}</span>;
  }
  if (state === "held") return t("detail.held", { count: row.held, number: number(row.held) });
  if (state === "pending" && row.left > 0)
    return t("detail.left", { count: row.left, number: number(row.left) });
  if (state === "pending") return t("detail.pending", { count: row.pending, number: number(row.pending) });
  if (over(row)) return t("detail.ended");
  if (state === "sign-in-ends")
    return t("detail.ends", { date: date(now + (row.daysLeft ?? 0) * 86_400_000) });
  if (row.practice && state === "up-to-date") return t("detail.practice");
  return t(`detail.${state}`, { defaultValue: "" });
}
