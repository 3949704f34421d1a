import { CheckmarkCircle16Regular } from "@fluentui/react-icons/svg/checkmark-circle";
import { Prohibited16Regular } from "@fluentui/react-icons/svg/prohibited";
import { useTranslation } from "react-i18next";
import type { GatewayKind } from "../../host/bindings";
import { Panel } from "../../parts/Panel";
import css from "./Prerequisites.module.css";

/** What must be at hand before the next step, and what is not needed (W1). */
export function Prerequisites({ kind }: { kind: GatewayKind }) {
  const { t } = useTranslation("client");
  return (
    <Panel title={t("need.title")} testid="prerequisites">
      <ul className={css.list}>
        {(["admin", "domain", `gateway.${kind}`] as const).map((one) => (
          <li key={one}>
            <CheckmarkCircle16Regular className={css.mark} aria-hidden />
            <span>
              <b>{t(`need.${one}.title`)}</b> <span className="quiet">{t(`need.${one}.line`)}</span>
            </span>
          </li>
        ))}
        <li className={css.not}>
          <Prohibited16Regular className={css.mark} aria-hidden />
          <span className="quiet">{t("need.not")}</span>
        </li>
      </ul>
    </Panel>
  );
}
