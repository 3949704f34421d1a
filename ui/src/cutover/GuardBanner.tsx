import { CheckmarkCircle24Filled } from "@fluentui/react-icons/svg/checkmark-circle";
import { ShieldCheckmark24Filled } from "@fluentui/react-icons/svg/shield-checkmark";
import { ShieldDismiss24Filled } from "@fluentui/react-icons/svg/shield-dismiss";
import { ShieldQuestion24Filled } from "@fluentui/react-icons/svg/shield-question";
import { useTranslation } from "react-i18next";
import type { DomainCutover } from "../host/bindings";
import css from "./cutover.module.css";

type Stand = "stop" | "ready" | "switched" | "refused" | "unsure";

const icons: Record<Stand, typeof CheckmarkCircle24Filled> = {
  stop: ShieldDismiss24Filled,
  ready: ShieldCheckmark24Filled,
  switched: CheckmarkCircle24Filled,
  refused: ShieldDismiss24Filled,
  unsure: ShieldQuestion24Filled,
};

/** Once mail goes to the gateway, it is not all well as long as some is refused, or nobody knows. */
function standOf({ route, safeToSwitch, refused, blocked }: DomainCutover): Stand {
  if (route !== "gateway") return safeToSwitch ? "ready" : "stop";
  if (refused.length > 0) return "refused";
  return blocked.length > 0 ? "unsure" : "switched";
}

interface Props {
  domain: DomainCutover;
  name: string;
}

/** Whether the domain may be switched now, or was; while it may not, or not all of its mail is taken, why. */
export function GuardBanner({ domain, name }: Props) {
  const { t } = useTranslation("cutover");
  const stand = standOf(domain);
  const Icon = icons[stand];
  const alarm = stand === "stop" || stand === "refused";
  const reasons = stand === "refused" ? domain.refused : domain.blocked;
  return (
    <div className={css.guard} data-stand={stand} data-testid="guard" role={alarm ? "alert" : "status"}>
      <Icon aria-hidden className={css.shield} />
      <div className={css.guardWords}>
        <b className={css.guardTitle}>{t(`guard.${stand}.title`, { name })}</b>
        {reasons.length > 0 ? (
          <ul className={css.reasons}>
            {reasons.map(({ code, count }) => (
              <li key={code} data-block={code}>
                {t(`${stand === "refused" ? "refused" : "block"}.${code}`, { count: count ?? 0 })}
              </li>
            ))}
          </ul>
        ) : (
          <p>{t(`guard.${stand}.line`, { name })}</p>
        )}
      </div>
      {domain.route !== "gateway" && (
        <span className={css.far}>
          <b>{domain.before.done}</b> {t("guard.far", { total: domain.before.total })}
        </span>
      )}
    </div>
  );
}
