import { Link } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { paths } from "../app/route";
import type { ClientOverview, ClientRow } from "../host/bindings";
import { useFormat } from "../parts/format";
import { Panel } from "../parts/Panel";
import css from "./page.module.css";

/** Who is looked after and what is billed, now and after what waits. */
export function Billed({ row, overview }: { row: ClientRow; overview: ClientOverview }) {
  const { t } = useTranslation("page");
  const { number, delta } = useFormat();
  const { services, bill, exceptions } = overview;
  const change = {
    incoming: bill ? bill.incomingAfter - bill.incomingBefore : 0,
    outgoing: bill ? bill.outgoingAfter - bill.outgoingBefore : 0,
    archiving: bill ? bill.archivingAfter - bill.archivingBefore : 0,
  };
  return (
    <Panel title={t("billed.title")} testid="billed">
      <dl className={css.figures}>
        <div>
          <dt>{t("billed.mailboxes")}</dt>
          <dd>
            <strong>{number(row.mailboxes)}</strong>
            <span className={css.under}>
              {exceptions > 0 ? t("billed.exceptions", { count: exceptions }) : t("billed.noExceptions")}
            </span>
          </dd>
        </div>
        {(["incoming", "outgoing", "archiving"] as const).map((service) => (
          <div key={service}>
            <dt>{t(`common:service.${service}`)}</dt>
            <dd>
              <strong data-testid={`billed-${service}`}>{number(services[service])}</strong>
              <span className={css.under}>
                {change[service] === 0
                  ? t("billed.same")
                  : t("billed.after", { change: delta(change[service]) })}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {bill && (
        <p>
          <Link href={paths.page(row.id, "changes")} data-testid="billed-plan">
            {t("billed.plan")}
          </Link>
        </p>
      )}
    </Panel>
  );
}
