import { useTranslation } from "react-i18next";
import type { ShapeView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { ServiceMarks } from "../../parts/ServiceMarks";
import type { Of } from "./evidence";
import { Link, Source } from "./Link";

const servicesOf = (shape: ShapeView | null) => (shape?.of === "recipient" ? shape.services : null);

export function Gateway({ evidence }: Of<"remembered" | "observed">) {
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
