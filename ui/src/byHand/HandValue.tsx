import { useTranslation } from "react-i18next";
import type { HandValue as Value } from "../host/bindings";
import { KindLabel } from "../parts/KindLabel";
import { ServiceMarks } from "../parts/ServiceMarks";
import css from "./byHand.module.css";

/** How a setting is to be. */
export function HandValue({ value }: { value: Value }) {
  const { t } = useTranslation("byhand");
  switch (value.of) {
    case "switch":
      return t(value.on ? "value.on" : "value.off");
    case "text":
      return value.text;
    case "services":
      return <ServiceMarks services={value.services} />;
    case "mailbox":
      return value.listed ? (
        <span className={css.listed}>
          {t("value.listed")} <KindLabel kind={value.kind} />
          {value.previous && (
            <span className="quiet caption"> {t("value.previous", { address: value.previous })}</span>
          )}
        </span>
      ) : (
        t("value.unlisted")
      );
    case "profile": {
      const { timezone, dateFormat, timeFormat, report, language, sso } = value;
      const times = report.join(", ");
      const shown = times ? t("value.report", { times, language }) : t("value.noReport");
      return [timezone, dateFormat, timeFormat, shown, t(sso ? "value.sso" : "value.noSso")].join(" · ");
    }
  }
}
