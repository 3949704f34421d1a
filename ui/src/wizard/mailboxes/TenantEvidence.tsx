import { useTranslation } from "react-i18next";
import { useFormat } from "../../parts/format";
import type { EvidenceProps, Of } from "./evidence";
import { KindSources } from "./KindSources";
import { Link, Source } from "./Link";

export function Found({
  evidence: { addresses, readAt, exchangeOnly },
  detail,
}: Of<"found"> & Pick<EvidenceProps, "detail">) {
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

export function Missing({ evidence }: Of<"nobody" | "not-taken">) {
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

export function Kind({
  client,
  evidence: { kind, source, guess },
  detail,
}: Of<"kind"> & Omit<EvidenceProps, "evidence">) {
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

export function Mailbox({ evidence: { listedByExchange, passesByLicence } }: Of<"mailbox">) {
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
