import { Trans, useTranslation } from "react-i18next";
import type { RegistrationView } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import css from "./registration.module.css";

/** The same in the portal, step by step, with every value that has to be typed. */
export function ByHand({ view }: { view: RegistrationView }) {
  const { t } = useTranslation("registration");
  const value = (name: "portal" | "redirect" | "audience") => (
    <Copyable value={view[name]} label={t(`hand.${name}`)} />
  );
  // What the portal itself is labelled with stands out.
  const text = (step: string) => <Trans t={t} i18nKey={`hand.${step}`} components={{ b: <b /> }} />;
  return (
    <ol className={css.steps}>
      <li>
        {text("open")} {value("portal")}
      </li>
      <li>{text("new")}</li>
      <li>
        {text("types")} {value("audience")}
      </li>
      <li>
        {text("platform")} {value("redirect")}
      </li>
      <li>{text("public")}</li>
      <li>{text("permissions")}</li>
      <li>{text("id")}</li>
    </ol>
  );
}
