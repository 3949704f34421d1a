import { useTranslation } from "react-i18next";
import type { Evidence, MailboxDetail, ShapeView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { ServiceMarks } from "../../parts/ServiceMarks";
import { useDomainNames } from "../../queries/domainNames";
import { KindSources } from "./KindSources";
import { Link, Source } from "./Link";

type Of<E extends Evidence["evidence"]> = { evidence: Extract<Evidence, { evidence: E }> };

interface Props {
  client: number;
  evidence: Evidence;
  /** Of a recipient, once it is read. */
  detail: MailboxDetail | undefined;
}

/** One fact in words, with where it comes from. */
export function EvidenceLink({ client, evidence, detail }: Props) {
  switch (evidence.evidence) {
    case "found":
      return <Found evidence={evidence} detail={detail} />;
    case "nobody":
    case "not-taken":
      return <Missing evidence={evidence} />;
    case "mailbox":
      return <Mailbox evidence={evidence} />;
    case "kind":
      return <Kind client={client} evidence={evidence} detail={detail} />;
    case "domain":
      return <Domain client={client} evidence={evidence} />;
    case "choice":
      return <Choice evidence={evidence} />;
    case "exception":
      return <Exception evidence={evidence} />;
    case "left":
      return <Left evidence={evidence} />;
    case "remembered":
    case "observed":
      return <Gateway evidence={evidence} />;
    case "first-seen":
    case "drift":
      return <Plain evidence={evidence} />;
  }
}

function Found({
  evidence: { addresses, readAt, exchangeOnly },
  detail,
}: Of<"found"> & Pick<Props, "detail">) {
  const { t } = useTranslation("mailboxes");
  const { moment } = useFormat();
  const outside = new Set(detail?.addresses.filter((one) => !one.inScope).map((one) => one.address));
  return (
    <Link state="done" title={t("detail.found")}>
      {addresses.map((address, at) => (
        <span key={address} className={outside.has(address) ? "quiet" : undefined}>
          {address}
          {at === 0 && <span className="quiet caption"> {t("detail.primary")}</span>}
          {outside.has(address) && <span className="caption"> {t("detail.outside")}</span>}
        </span>
      ))}
      {exchangeOnly && <Source>{t("detail.exchangeOnly")}</Source>}
      <Source>{t("detail.read", { at: moment(readAt) })}</Source>
    </Link>
  );
}

function Missing({ evidence }: Of<"nobody" | "not-taken">) {
  const { t } = useTranslation("mailboxes");
  const { moment } = useFormat();
  if (evidence.evidence === "not-taken") {
    const { reason } = evidence;
    return (
      <Link state="refused" title={t("detail.notTaken")}>
        <span>{t(`notTaken.reasons.${reason}`, { defaultValue: reason })}</span>
      </Link>
    );
  }
  return (
    <Link state="look" title={t("detail.nobody")}>
      <Source>
        {evidence.readAt ? t("detail.read", { at: moment(evidence.readAt) }) : t("detail.neverRead")}
      </Source>
    </Link>
  );
}

function Kind({ client, evidence: { kind, source, guess }, detail }: Of<"kind"> & Omit<Props, "evidence">) {
  const { t } = useTranslation("mailboxes");
  return (
    <Link
      state={guess ? "look" : "done"}
      title={t("detail.kind", { kind: t(`common:kind.${kind}`, { defaultValue: kind }) })}
    >
      <Source>{t(`detail.source.${source}`, { defaultValue: source })}</Source>
      {detail && <KindSources client={client} detail={detail} />}
    </Link>
  );
}

function Mailbox({ evidence: { listedByExchange, passesByLicence } }: Of<"mailbox">) {
  const { t } = useTranslation("mailboxes");
  return (
    <Link
      state={listedByExchange || passesByLicence ? "done" : "look"}
      title={t(listedByExchange ? "detail.listed" : "detail.listedNot")}
    >
      {passesByLicence !== null && (
        <Source>{t(passesByLicence ? "detail.licensed" : "detail.licensedNot")}</Source>
      )}
    </Link>
  );
}

function Domain({ client, evidence: { domain, selected, since } }: Of<"domain"> & Pick<Props, "client">) {
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

function Choice({ evidence: { selected, byHand, at, services } }: Of<"choice">) {
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

function Exception({ evidence: { exception } }: Of<"exception">) {
  const { t } = useTranslation("mailboxes");
  const { date } = useFormat();
  const { reason, owner, since, until, ended, cause } = exception;
  return (
    <Link state={ended ? "look" : "exempt"} title={t(ended ? "detail.exceptionEnded" : "detail.exception")}>
      <span>{t("detail.quoted", { reason })}</span>
      <Source>
        {owner}, {date(since)}.{" "}
        {until ? t("detail.exceptionUntil", { at: date(until) }) : t("detail.exceptionStays")}
      </Source>
      {cause !== "person" && <Source>{t(`detail.cause.${cause}`)}</Source>}
    </Link>
  );
}

function Left({ evidence }: Of<"left">) {
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

const servicesOf = (shape: ShapeView | null) => (shape?.of === "recipient" ? shape.services : null);

function Gateway({ evidence }: Of<"remembered" | "observed">) {
  const { t } = useTranslation("mailboxes");
  const { moment } = useFormat();
  const has = servicesOf(evidence.shape);
  const marks = has && <ServiceMarks services={has} />;
  if (evidence.evidence === "remembered") {
    return (
      <Link state="done" title={t("detail.remembered")}>
        {marks}
        <Source>{t(`detail.standing.${evidence.standing}`, { defaultValue: evidence.standing })}</Source>
        {evidence.at && <Source>{t("detail.setAt", { at: moment(evidence.at) })}</Source>}
      </Link>
    );
  }
  const there = evidence.shape !== null;
  return (
    <Link state={there ? "done" : "queued"} title={t(there ? "detail.gatewayHas" : "detail.absent")}>
      {marks}
      {evidence.readAt && <Source>{t("detail.gatewayRead", { at: moment(evidence.readAt) })}</Source>}
    </Link>
  );
}

function Plain({ evidence }: Of<"first-seen" | "drift">) {
  const { t } = useTranslation("mailboxes");
  const { moment } = useFormat();
  if (evidence.evidence === "drift") return <Link state="look" title={t("detail.drift")} />;
  return (
    <Link state="info" title={t("detail.first")}>
      <Source>{moment(evidence.at)}</Source>
      {evidence.appeared && <Source>{t("detail.appeared")}</Source>}
    </Link>
  );
}
