import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportView, QuietView } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { Meter } from "../parts/Meter";
import css from "./mailImport.module.css";
import { useSizes } from "./useImport";

/** All mailboxes together: how far, how fast, until when, and in which hours. */
export function Totals({ view }: { view: ImportView }) {
  const { t } = useTranslation("mailimport");
  const { number, percent, near, zone } = useFormat();
  const { size } = useSizes();
  const now = useNow();
  const { total, state, rate, ends, wish } = view;
  const complete = view.standing === "agrees";
  const done = total.accounted;
  const all = Math.max(total.server, done);
  // 100 % is said when nothing is missing, and not before.
  const share = all === 0 ? (complete ? 1 : 0) : complete ? 1 : Math.min(done / all, 0.99);
  const goes = state === "running" && view.underWay;
  return (
    <section className={css.totals} aria-label={t("total.label")} data-testid="import-totals">
      <div className={css.far}>
        <p>
          <strong className={css.big}>{number(done)}</strong>{" "}
          <span className={css.of}>{t("total.of", { number: number(all) })}</span>
          <span className={css.share}>{percent(share)}</span>
        </p>
        <Meter label={t("total.far")} done={share} total={1} thick />
      </div>
      <dl className={css.pace}>
        {goes && rate !== null && (
          <div>
            <dt>{t("total.rate")}</dt>
            <dd>
              {t("total.perSecond", {
                number: number(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate)),
              })}
            </dd>
          </div>
        )}
        {goes && ends && (
          <div>
            <dt>{t("total.ends")}</dt>
            <dd>
              {near(ends, now)} {zone(ends)}
            </dd>
          </div>
        )}
        {!goes && (
          <div>
            <dt>{t("total.size")}</dt>
            <dd>{size(total.bytes)}</dd>
          </div>
        )}
      </dl>
      {wish.hours && <Hours hours={wish.hours} zone={view.zone} />}
      <Live share={share} complete={complete} goes={goes} />
    </section>
  );
}

const minutes = (time: string) => {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
};

/** The hours of a day in which mail is read, and where the day stands now, in the client's zone. */
function Hours({ hours, zone }: { hours: QuietView; zone: string }) {
  const { t } = useTranslation("mailimport");
  const now = useNow();
  const short = useFormat(zone).zone;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  const day = (share: number) => `${(share / 1440) * 100}%`;
  const [from, to] = [minutes(hours.from), minutes(hours.to)];
  const spans =
    from < to
      ? [[from, to]]
      : [
          [0, to],
          [from, 1440],
        ];
  const words = t("hours.bar", { from: hours.from, to: hours.to, zone: short(now) });
  return (
    <div className={css.day}>
      <div className={css.bar} aria-hidden>
        {spans.map(([first = 0, last = 0]) => (
          <span key={first} style={{ left: day(first), width: day(last - first) }} />
        ))}
        <i style={{ left: day(minutes(clock.format(now))) }} />
      </div>
      <p className={css.dayWords}>
        <span aria-hidden>0</span>
        <span>{words}</span>
        <span aria-hidden>24</span>
      </p>
    </div>
  );
}

/** Whoever hears the page hears of each tenth, and of the end. */
function Live({ share, complete, goes }: { share: number; complete: boolean; goes: boolean }) {
  const { t } = useTranslation("mailimport");
  const { percent } = useFormat();
  const tenth = Math.floor(share * 10);
  const before = useRef(tenth);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (before.current === tenth) return;
    before.current = tenth;
    if (complete) setSaid(t("live.complete"));
    else if (goes) setSaid(t("live.percent", { percent: percent(tenth / 10) }));
  }, [tenth, complete, goes, t, percent]);
  return (
    <span className="unseen" role="status">
      {said}
    </span>
  );
}
