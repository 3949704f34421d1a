import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { RunView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { Meter } from "../../parts/Meter";
import css from "./apply.module.css";
import { type paceOf, spanOf } from "./pace";

/** A span of time in words: `20 s`, `3 min`. */
export function spanText(t: TFunction<"apply">, seconds: number): string {
  const span = spanOf(seconds);
  return span.unit === "hours" ? t("hours", span) : t(span.unit, { count: span.count });
}

interface Props {
  run: RunView;
  done: number;
  pace: ReturnType<typeof paceOf>;
}

/** The big number, the rate and the time left of a run under way. */
export function Running({ run, done, pace }: Props) {
  const { t, i18n } = useTranslation("apply");
  const { number } = useFormat();
  const rate =
    pace && new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 2 }).format(pace.rate);
  // Said at each tenth: a number that changes ten times a second cannot be listened to.
  const tenth = Math.floor((10 * done) / Math.max(run.total, 1));
  const said = t("progress", { done: Math.ceil((tenth * run.total) / 10), total: run.total });
  return (
    <section className={css.running}>
      <div className={css.figures}>
        <p className={css.big}>
          <strong data-testid="run-progress" data-count={done}>
            {number(done)}
          </strong>{" "}
          {t("of", { total: run.total })}
        </p>
        <dl className={css.pace}>
          <div>
            <dt>{t("rate")}</dt>
            <dd>{rate ? t("rateValue", { rate }) : "–"}</dd>
          </div>
          <div>
            <dt>{t("left")}</dt>
            <dd>{pace ? t("leftValue", { time: spanText(t, pace.left) }) : "–"}</dd>
          </div>
          <div>
            <dt>{t("failed")}</dt>
            <dd className={run.failed > 0 ? css.less : undefined}>{number(run.failed)}</dd>
          </div>
        </dl>
      </div>
      <Meter label={t("phases")} done={done} total={Math.max(run.total, 1)} thick />
      <span className="unseen" role="status">
        {said}
      </span>
    </section>
  );
}
