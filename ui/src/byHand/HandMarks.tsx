import { useTranslation } from "react-i18next";
import type { HandSetting } from "../host/bindings";
import { StateMark } from "../parts/StateMark";
import css from "./byHand.module.css";

/** What of a change a person has to set, because the gateway has no call for it. */
export function HandMarks({ settings }: { settings: readonly HandSetting[] }) {
  const { t } = useTranslation("byhand");
  if (settings.length === 0) return null;
  const list = settings.map((one) => t(`short.${one}`)).join(", ");
  return (
    <span className={css.marks} data-testid="by-hand">
      <StateMark state="byHand">{t("mark", { list })}</StateMark>
    </span>
  );
}
