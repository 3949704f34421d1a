import { useTranslation } from "react-i18next";
import { useFormat } from "../../parts/format";
import { ServiceMarks } from "../../parts/ServiceMarks";
import { useDomainNames } from "../../queries/domainNames";
import type { EvidenceProps, Of } from "./evidence";
import { Link, Source } from "./Link";

export function Domain({
  client,
  evidence: { domain, selected, since },
}: Of<"domain"> & Pick<EvidenceProps, "client">) {
  const { t } = useTranslation("mailboxes");
  const { date } = useFormat();
  const read = useDomainNames(client);
  return (
    <Link state={selected ? "done" : "look"} title={t(selected ? "detail.domain" : "detail.domainNot")}>
      <span>{read(domain)}</span>
      {since && <Source>{t("detail.chosenSince", { at: date(since) })}</Source>}
    </Link>
  );
}

export function Choice({ evidence: { selected, byHand, at, services } }: Of<"choice">) {
  const { t } = useTranslation("mailboxes");
  const { moment } = useFormat();
  return (
    <Link state={selected ? "done" : "queued"} title={t(selected ? "detail.chosen" : "detail.notChosen")}>
      {selected && <ServiceMarks services={services} />}
      <Source>
        {!byHand ? t("detail.byDefault") : at ? t("detail.byHandAt", { at: moment(at) }) : t("detail.byHand")}
      </Source>
    </Link>
  );
}

export function Exception({ evidence: { exception } }: Of<"exception">) {
  const { t } = useTranslation("mailboxes");
  const { date, day } = useFormat();
  const { reason, owner, since, until, ended, cause } = exception;
  return (
    <Link state={ended ? "look" : "exempt"} title={t(ended ? "detail.exceptionEnded" : "detail.exception")}>
      <span>{t("detail.quoted", { reason })}</span>
      <Source>
        {owner}, {date(since)}.{" "}
        {until ? t("detail.exceptionUntil", { at: day(until) }) : t("detail.exceptionStays")}
      </Source>
      {cause !== "person" && <Source>{t(`detail.cause.${cause}`)}</Source>}
    </Link>
  );
}

export function Left({ evidence }: Of<"left">) {
  const { since, confirmed, confirmedBy, days, incoming, outgoing } = evidence;
  const { t } = useTranslation("mailboxes");
  const { moment } = useFormat();
  const rule = (text: string) => {
    const after = text.startsWith("stop-after:") ? Number(text.slice(11)) : null;
    if (after !== null) return t("options:step.after", { count: after });
    return t(text === "stop" ? "options:step.stop" : "options:step.keep");
  };
  return (
    <Link state="ends" title={t(since ? "detail.left" : "detail.leftDomains")}>
      {since && <Source>{t("detail.leftSince", { at: moment(since), count: days })}</Source>}
      {confirmed && (
        <Source>{t("detail.leftConfirmed", { at: moment(confirmed), who: confirmedBy ?? "–" })}</Source>
      )}
      <Source>{t("detail.leftRule", { incoming: rule(incoming), outgoing: rule(outgoing) })}</Source>
    </Link>
  );
}
