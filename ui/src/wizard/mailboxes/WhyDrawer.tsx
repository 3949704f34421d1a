import { Button } from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MailboxDetail } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { ServiceMarks } from "../../parts/ServiceMarks";
import { type State, StateIcon } from "../../parts/StateMark";
import { Loaded } from "../../parts/States";
import { useAsk } from "../../queries/queries";
import { KindSources } from "./KindSources";
import css from "./mailboxes.module.css";
import { services } from "./useMailboxes";

interface Props {
  client: number;
  id: string;
  name: string;
  onClose: () => void;
}

/** Why one recipient is here, and why it is as it is. It follows the row in focus. */
export default function WhyDrawer({ client, id, name, onClose }: Props) {
  const { t } = useTranslation("mailboxes");
  const detail = useAsk("mailbox_get", { client, id });
  return (
    <aside className={css.drawer} aria-label={t("detail.title", { name })} data-testid="why-drawer">
      <div className={css.title}>
        <h2>{t("detail.title", { name })}</h2>
        <Button
          appearance="subtle"
          size="small"
          icon={<Dismiss20Regular />}
          aria-label={t("detail.close")}
          onClick={onClose}
        />
      </div>
      <Loaded query={detail} label={t("detail.loading")}>
        {(data) => <Chain client={client} detail={data} />}
      </Loaded>
    </aside>
  );
}

function Link({ state, title, children }: { state: State; title: string; children: ReactNode }) {
  return (
    <li className={css.link}>
      <StateIcon state={state} />
      <div>
        <h3>{title}</h3>
        {children}
      </div>
    </li>
  );
}

function Chain({ client, detail }: { client: number; detail: MailboxDetail }) {
  const { t } = useTranslation("mailboxes");
  const { moment } = useFormat();
  const { row, addresses } = detail;
  const inScope = addresses.filter((one) => one.inScope).length;
  const agrees = services.every((service) => row.services[service] === (row.now?.[service] ?? false));
  return (
    <ol className={css.chain}>
      <Link state="done" title={t("detail.found")}>
        <span>{row.address}</span>
        <span className="quiet caption">{t("detail.since", { at: moment(detail.firstSeen) })}</span>
        {detail.exchangeOnly && <span className="quiet caption">{t("detail.exchangeOnly")}</span>}
      </Link>
      <Link
        state={row.guess ? "look" : "done"}
        title={t("detail.kind", { kind: t(`common:kind.${row.kind}`, { defaultValue: row.kind }) })}
      >
        <span className="quiet caption">
          {t(`detail.source.${detail.kindSource}`, { defaultValue: detail.kindSource })}
        </span>
        <KindSources client={client} detail={detail} />
      </Link>
      <Link state={inScope > 0 ? "done" : "look"} title={t("detail.inScope", { count: inScope })}>
        {addresses.map(({ address, primary, inScope: inside }) => (
          <span key={address} className={inside ? undefined : "quiet"}>
            {address}
            {primary && <span className="quiet caption"> {t("detail.primary")}</span>}
            {!inside && <span className="caption"> {t("detail.outside")}</span>}
          </span>
        ))}
      </Link>
      <Link
        state={row.selected ? "done" : "queued"}
        title={t(row.selected ? "detail.chosen" : "detail.notChosen")}
      >
        <span className="quiet caption">{t(detail.chosenByHand ? "detail.byHand" : "detail.byDefault")}</span>
      </Link>
      <Link
        state={agrees && !detail.reason ? "done" : "working"}
        title={t(agrees && !detail.reason ? "detail.agrees" : "detail.due")}
      >
        {detail.reason && (
          <span className="quiet caption">
            {t(`review:reason.${detail.reason}`, { defaultValue: detail.reason })}
          </span>
        )}
        <span className={css.was}>
          <span className="quiet caption">{t("detail.now")}</span>
          {row.now ? <ServiceMarks services={row.now} /> : <span>{t("detail.absent")}</span>}
          <span className="quiet caption">{t("detail.will")}</span>
          <ServiceMarks services={row.services} before={row.now} />
        </span>
      </Link>
    </ol>
  );
}
