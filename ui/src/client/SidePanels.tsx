import { Button, Link } from "@fluentui/react-components";
import { Key20Regular } from "@fluentui/react-icons/svg/key";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import { resultOf } from "../history/RunLine";
import type { ClientOverview, ClientView, HistoryRow } from "../host/bindings";
import { Facts } from "../parts/Facts";
import { useFormat, useNow } from "../parts/format";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import css from "./page.module.css";

/** When it last went well, when it goes on, and how old what is shown is. */
export function Sync({ client, overview }: { client: ClientView; overview: ClientOverview | undefined }) {
  const { t } = useTranslation("page");
  const { zone } = useFormat();
  const now = useNow();
  const { row } = client;
  const next = row.next ? <When at={row.next} /> : t(row.state === "paused" ? "sync.paused" : "sync.none");
  return (
    <Panel title={t("sync.title", { zone: zone(now) })} testid="sync">
      <Facts
        facts={[
          [t("sync.last"), row.lastGood ? <When key="last" at={row.lastGood} /> : t("sync.never")],
          [t("sync.next"), next],
          [t("sync.tenant"), client.readAt ? <When key="read" at={client.readAt} /> : t("sync.never")],
          ...(overview?.lastFull
            ? [[t("sync.full"), <When key="full" at={overview.lastFull} />] as const]
            : []),
          ...(overview?.observedAt
            ? [[t("sync.gateway"), <When key="seen" at={overview.observedAt} />] as const]
            : []),
        ]}
      />
    </Panel>
  );
}

function When({ at }: { at: string }) {
  const { moment, near, relative } = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={moment(at)}>
      {near(at, now)} <span className="quiet caption">{relative(at, now)}</span>
    </time>
  );
}

/** As whom Tenantry reads the tenant, and until when that works unused (M4). */
export function SignIn({ client: { row, receipt } }: { client: ClientView }) {
  const { t } = useTranslation("page");
  const { date } = useFormat();
  const days = row.daysLeft;
  const soon = days !== null && days <= 14;
  return (
    <Panel title={t("signIn.title")} testid="sign-in-left">
      <div className={css.side}>
        {receipt && days !== null ? (
          <Facts
            facts={[
              [t("signIn.account"), receipt.account],
              [
                t("signIn.left"),
                <span key="days">
                  <span className={soon ? css.soon : undefined}>{t("signIn.days", { count: days })}</span>
                  {receipt.ends && (
                    <span className={css.under}>{t("signIn.until", { date: date(receipt.ends) })}</span>
                  )}
                </span>,
              ],
            ]}
          />
        ) : (
          <>
            <StateMark state="ends">{t("signIn.none")}</StateMark>
            {row.practice && <p className="quiet caption">{t("signIn.practice")}</p>}
          </>
        )}
        <div className={css.ways}>
          <Button
            size="small"
            icon={<Key20Regular />}
            onClick={() => go(paths.step(row.id, "connect"))}
            data-testid="reauthorise"
          >
            {t("act.reauthorise.name")}
          </Button>
          <Link href={paths.page(row.id, "settings")}>{t("signIn.receipt")}</Link>
        </div>
      </div>
    </Panel>
  );
}

/** What was last done, by whom, and how it ended. */
export function LastRun({ client, run }: { client: number; run: HistoryRow }) {
  const { t } = useTranslation("page");
  const history = useTranslation("history").t;
  const { zone } = useFormat();
  const now = useNow();
  const result = resultOf(history, run);
  return (
    <Panel title={t("run.title", { zone: zone(now) })} testid="last-run">
      <div className={css.side}>
        <Facts
          facts={[
            [t("run.when"), <When key="when" at={run.started} />],
            [t("run.by"), run.by === "schedule" ? history("schedule") : (run.who ?? history("technician"))],
            [
              t("run.result"),
              <StateMark key="result" state={result.state}>
                {run.done > 0 ? t("run.did", { result: result.word, count: run.done }) : result.word}
              </StateMark>,
            ],
          ]}
        />
        <Link href={paths.page(client, "history")}>{t("run.all")}</Link>
      </div>
    </Panel>
  );
}
