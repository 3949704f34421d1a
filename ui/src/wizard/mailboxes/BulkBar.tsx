import { Button } from "@fluentui/react-components";
import { Bookmark16Regular } from "@fluentui/react-icons/svg/bookmark";
import { Options16Regular } from "@fluentui/react-icons/svg/options";
import { useTranslation } from "react-i18next";
import { KeyHint } from "../../parts/KeyHint";
import css from "./mailboxes.module.css";
import { type Change, services } from "./useMailboxes";

interface Props {
  /** Rows that are marked, and rows that the filter shows. */
  marked: number;
  shown: number;
  onChange: (change: Change) => void;
  onExempt: () => void;
  onSettings: () => void;
  onMarkAll: () => void;
  onClear: () => void;
}

/** What can be done to the marked rows at once; without any it says how to mark them. */
export function BulkBar({ marked, shown, onChange, onExempt, onSettings, onMarkAll, onClear }: Props) {
  const { t } = useTranslation("mailboxes");
  const markAll = (
    <Button
      className={css.push ?? ""}
      size="small"
      appearance="subtle"
      onClick={onMarkAll}
      data-testid="mark-all"
    >
      {t("markAll", { count: shown })}
    </Button>
  );
  if (marked === 0) {
    return (
      <div className={css.bulk} role="toolbar" aria-label={t("bulk.label")}>
        <span className="quiet">{t("markHint")}</span>
        <KeyHint keys={["Shift", "↑↓"]}>{t("markRange")}</KeyHint>
        <KeyHint keys={["Ctrl", "A"]}>{t("keys.all")}</KeyHint>
        {markAll}
      </div>
    );
  }
  return (
    <div className={css.bulk} data-on="" role="toolbar" aria-label={t("bulk.label")} data-testid="bulk">
      <b role="status">{t("marked", { count: marked })}</b>
      {services.map((service) => {
        const word = t(`service.${service}`);
        return (
          <span key={service} className={css.pair}>
            {t(`head.${service}`)}
            <span>
              <Button
                size="small"
                aria-label={t("bulk.turnOn", { service: word })}
                onClick={() => onChange({ [service]: true })}
              >
                {t("bulk.on")}
              </Button>
              <Button
                size="small"
                aria-label={t("bulk.turnOff", { service: word })}
                onClick={() => onChange({ [service]: false })}
              >
                {t("bulk.off")}
              </Button>
            </span>
          </span>
        );
      })}
      <span className={css.pair}>
        <Button size="small" onClick={() => onChange({ selected: true })} data-testid="bulk-choose">
          {t("bulk.choose")}
        </Button>
        <Button size="small" onClick={() => onChange({ selected: false })} data-testid="bulk-unchoose">
          {t("bulk.unchoose")}
        </Button>
      </span>
      <span className={css.pair}>
        <Button size="small" icon={<Bookmark16Regular />} onClick={onExempt} data-testid="bulk-exempt">
          {t("bulk.exempt")}
        </Button>
        <Button size="small" icon={<Options16Regular />} onClick={onSettings} data-testid="bulk-settings">
          {t("bulk.settings")}
        </Button>
      </span>
      {marked < shown ? markAll : <span className={css.push} />}
      <Button size="small" appearance="subtle" onClick={onClear}>
        {t("bulk.clear")}&ensp;
        <KeyHint keys={["Esc"]} />
      </Button>
    </div>
  );
}
