import { useTranslation } from "react-i18next";
import type { BrakeView } from "../../host/bindings";
import css from "./review.module.css";

/** How much of the brake's limit is used, and how far the plan would go beyond it (B1). */
export function BrakeMeter({ brake: { done, planned, limit } }: { brake: BrakeView }) {
  const { t } = useTranslation("review");
  const most = Math.max(done + planned, limit) * 1.15 || 1;
  const at = (count: number) => `${(100 * count) / most}%`;
  return (
    <div className={css.brake} role="img" aria-label={t("held.brakeMeter", { done, planned, limit })}>
      <div className={css.scale}>
        <span className={css.used} style={{ width: at(done) }} />
        <span className={css.planned} style={{ left: at(done), width: at(planned) }} />
        <span className={css.limit} style={{ left: at(limit) }} />
      </div>
      {done > 0 && <span>{t("held.done", { done })}</span>}
      {/* Below its line, where nothing else stands there. */}
      <span style={done > 0 ? {} : { gridColumn: "1 / -1", marginLeft: `min(${at(limit)}, 50%)` }}>
        {t("held.limit", { limit })}
      </span>
    </div>
  );
}
