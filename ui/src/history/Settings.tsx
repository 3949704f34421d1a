import { useTranslation } from "react-i18next";
import type { SettingChange } from "../host/bindings";
import { useFormat } from "../parts/format";
import { Panel } from "../parts/Panel";
import css from "./history.module.css";

/** Who changed what guards a plan: the brake, and the second person. */
export function Settings({ changes }: { changes: readonly SettingChange[] }) {
  const { t } = useTranslation("history");
  const { moment } = useFormat();
  return (
    <Panel title={t("settings.title")} testid="setting-changes">
      <ul className={css.settings}>
        {changes.map(({ at, who, setting, was, became }) => (
          <li key={`${at} ${setting}`}>
            <span>{t(`settings.${setting}`, { defaultValue: setting })}</span>
            <span>
              <span className="quiet">{was || "–"} →</span> <b>{became || "–"}</b>
            </span>
            <span>{who}</span>
            <span className="quiet caption">{moment(at)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
