import { useTranslation } from "react-i18next";
import type { RegistrationView } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import css from "./registration.module.css";

/** The same in the portal, step by step, with every value that has to be typed. */
export function ByHand({ view }: { view: RegistrationView }) {
  const { t } = useTranslation("registration");
  const value = (name: "portal" | "redirect" | "audience") => (
    <Copyable value={view[name]} label={t(`hand.${name}`)} />
  );
  return (
    <ol className={css.steps}>
      <li>
        {t("hand.open")} {value("portal")}
      </li>
      <li>{t("hand.new")}</li>
      <li>
        {t("hand.types")} {value("audience")}
      </li>
      <li>
        {t("hand.platform")} {value("redirect")}
      </li>
      <li>{t("hand.public")}</li>
      <li>{t("hand.permissions")}</li>
      <li>{t("hand.id")}</li>
    </ol>
  );
}
