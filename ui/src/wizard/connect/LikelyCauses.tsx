import { useTranslation } from "react-i18next";
import { Panel } from "../../parts/Panel";
import css from "./LikelyCauses.module.css";

/** Why nothing may come back from the browser, and the way out of each. */
export function LikelyCauses() {
  const { t } = useTranslation("connect");
  return (
    <Panel title={t("causes.title")}>
      <ul className={css.list}>
        {(["approval", "other", "blocked", "localhost"] as const).map((cause) => (
          <li key={cause}>
            <b>{t(`causes.${cause}.sign`)}</b> {t(`causes.${cause}.way`)}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
