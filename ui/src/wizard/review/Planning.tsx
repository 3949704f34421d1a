import { useTranslation } from "react-i18next";
import type { ClientView } from "../../host/bindings";
import { Meter } from "../../parts/Meter";
import css from "./review.module.css";

/** A plan is being made: how far it is. */
export function Planning({ client }: { client: ClientView }) {
  const { t } = useTranslation("review");
  const progress = client.row.progress;
  return (
    <div className={css.planning}>
      <span role="status">{t("planning")}</span>
      <Meter label={t("planning")} done={progress?.done ?? 0} total={progress?.total ?? null} />
      <span className="quiet caption">{t("planningHint")}</span>
    </div>
  );
}
