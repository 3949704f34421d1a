import { useTranslation } from "react-i18next";
import { useFormat } from "../../parts/format";
import { Choice, Domain, Exception, Left } from "./DecidedEvidence";
import type { EvidenceProps, Of } from "./evidence";
import { Gateway } from "./GatewayEvidence";
import { Link, Source } from "./Link";
import { Found, Kind, Mailbox, Missing } from "./TenantEvidence";

/** One fact in words, with where it comes from. */
export function EvidenceLink({ client, evidence, detail }: EvidenceProps) {
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
