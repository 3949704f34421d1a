import { Checkmark16Regular } from "@fluentui/react-icons/svg/checkmark";
import { Key16Regular } from "@fluentui/react-icons/svg/key";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { PageTab } from "../app/route";
import css from "../cockpit/StatusBar.module.css";
import type { ClientRow } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { useAsk } from "../queries/queries";

const ImportStatus = lazy(() => import("../mailImport/ImportStatus"));

interface Props {
  client: number;
  row: ClientRow | undefined;
  tab: PageTab;
}

/** When it last went well and goes on, how long the sign-in lives, which gateway, and what time it is. */
export function PageStatus({ client, row, tab }: Props) {
  const { t } = useTranslation("page");
  const words = useTranslation("gateway").t;
  const gateway = useAsk("gateway_get", { client }).data;
  const { moment, near, timeWithZone } = useFormat();
  const now = useNow();
  const today = (at: string) => near(at, now);
  const time = (
    <time className={css.item} dateTime={new Date(now).toISOString()}>
      {moment(now)}
    </time>
  );
  if (tab === "import") {
    return (
      <footer className={css.bar}>
        <Suspense fallback={<span className={css.space} />}>
          <ImportStatus client={client} />
        </Suspense>
        {time}
      </footer>
    );
  }
  return (
    <footer className={css.bar}>
      {row && (
        <span className={css.item}>
          <Checkmark16Regular aria-hidden />
          {row.lastGood
            ? row.next
              ? t("status.synced", { last: today(row.lastGood), next: timeWithZone(row.next, now) })
              : t("status.syncedOnly", { last: timeWithZone(row.lastGood, now) })
            : t("status.never")}
        </span>
      )}
      {row && (
        <span className={css.item}>
          <Key16Regular aria-hidden />
          {row.daysLeft === null ? t("status.signedOut") : t("status.days", { count: row.daysLeft })}
        </span>
      )}
      <span className={css.space} />
      {gateway && (
        <span className={css.item}>{t("status.gateway", { kind: words(`kind.${gateway.kind}`) })}</span>
      )}
      {time}
    </footer>
  );
}
