import { Button } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { PlugDisconnected20Regular } from "@fluentui/react-icons/svg/plug-disconnected";
import { useTranslation } from "react-i18next";
import { RowAction } from "../cockpit/RowAction";
import { RowState } from "../cockpit/RowState";
import type { Acts } from "../cockpit/useActs";
import type { ClientView } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { StatePill } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import css from "./page.module.css";

/** What a missing network is called: sync waits for it, and nobody has to do anything. */
const offline = new Set(["network", "unreachable"]);

/** The state in words, and the one thing to do about it. */
export function StateBox({ client, acts }: { client: ClientView; acts: Acts }) {
  const { t } = useTranslation("page");
  const now = useNow();
  const { row } = client;
  if (row.problem && offline.has(row.problem.code)) return <Offline client={client} acts={acts} />;
  return (
    <>
      <section className={css.state} data-state={row.state} data-testid="state" aria-label={t("state")}>
        <RowState row={row} now={now} />
        {/* The rail syncs on every tab; where nothing is to be done it is not said once more. */}
        {row.state !== "up-to-date" && <RowAction row={row} acts={acts} />}
      </section>
      {row.problem && <ProblemBox problem={row.problem} client={row.id} />}
    </>
  );
}

/** No network: what is shown is old, and marked as old. */
function Offline({ client, acts }: { client: ClientView; acts: Acts }) {
  const { t } = useTranslation("page");
  const { relative, timeWithZone } = useFormat();
  const now = useNow();
  const { row, readAt } = client;
  return (
    <section className={css.state} data-testid="offline" role="status">
      <div>
        <b>
          <PlugDisconnected20Regular aria-hidden /> {t("offline.title")}
        </b>
        <p className={css.under}>
          {readAt
            ? t("offline.as", {
                client: row.name,
                at: timeWithZone(readAt, now),
                ago: relative(readAt, now),
              })
            : t("offline.never")}
        </p>
        {readAt && (
          <p className={css.pills}>
            <StatePill state="ends">{t("offline.pill", { at: timeWithZone(readAt, now) })}</StatePill>
          </p>
        )}
      </div>
      <Button icon={<ArrowClockwise20Regular />} onClick={() => acts.sync(row)} data-testid="try-now">
        {t("offline.try")}
      </Button>
    </section>
  );
}
