import { CheckmarkCircle24Filled } from "@fluentui/react-icons/svg/checkmark-circle";
import { ShieldCheckmark24Filled } from "@fluentui/react-icons/svg/shield-checkmark";
import { ShieldDismiss24Filled } from "@fluentui/react-icons/svg/shield-dismiss";
import { useTranslation } from "react-i18next";
import type { DomainCutover } from "../host/bindings";
import css from "./cutover.module.css";

interface Props {
  domain: DomainCutover;
  name: string;
}

/** Whether the domain may be switched now; while it may not, why. */
export function GuardBanner({ domain, name }: Props) {
  const { t } = useTranslation("cutover");
  const switched = domain.route === "gateway";
  const stand = switched ? "switched" : domain.safeToSwitch ? "ready" : "stop";
  const Icon =
    stand === "stop"
      ? ShieldDismiss24Filled
      : stand === "ready"
        ? ShieldCheckmark24Filled
        : CheckmarkCircle24Filled;
  return (
    <div
      className={css.guard}
      data-stand={stand}
      data-testid="guard"
      role={stand === "stop" ? "alert" : "status"}
    >
      <Icon aria-hidden className={css.shield} />
      <div className={css.guardWords}>
        <b className={css.guardTitle}>{t(`guard.${stand}.title`, { name })}</b>
        {stand === "stop" ? (
          <ul className={css.reasons}>
            {domain.blocked.map(({ code, count }) => (
              <li key={code} data-block={code}>
                {t(`block.${code}`, { count: count ?? 0 })}
              </li>
            ))}
          </ul>
        ) : (
          <p>{t(`guard.${stand}.line`, { name })}</p>
        )}
      </div>
      {!switched && (
        <span className={css.far}>
          <b>{domain.before.done}</b> {t("guard.far", { total: domain.before.total })}
        </span>
      )}
    </div>
  );
}
