import { Button } from "@fluentui/react-components";
import { ArrowUndo16Regular } from "@fluentui/react-icons/svg/arrow-undo";
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
  onInvert: () => void;
  onClear: () => void;
  /** Recipients that one step back meets; null: there is none. */
  undo: number | null;
  /** Recipients that the step back has just met. */
  undone: number | null;
  onUndo: () => void;
}

/** What can be done to the marked rows at once; without any it says how to mark them. */
export function BulkBar({ marked, shown, undo, undone, ...on }: Props) {
  const { t } = useTranslation("mailboxes");
  const markAll = (
    <Button
      className={css.push ?? ""}
      size="small"
      appearance="subtle"
      onClick={on.onMarkAll}
      data-testid="mark-all"
    >
      {t("markAll", { count: shown })}
    </Button>
  );
  const back =
    undo === null ? (
      <span role="status" data-testid="undone">
        {undone !== null && t("undone", { count: undone })}
      </span>
    ) : (
      <Button
        size="small"
        appearance="subtle"
        icon={<ArrowUndo16Regular />}
        onClick={on.onUndo}
        data-testid="choice-undo"
      >
        {t("undo", { count: undo })}&ensp;
        <KeyHint keys={["Ctrl", "Z"]} />
      </Button>
    );
  if (marked === 0) {
    return (
      <div className={css.bulk} role="toolbar" aria-label={t("bulk.label")}>
        <span className="quiet">{t("markHint")}</span>
        <KeyHint keys={["Shift", "↑↓"]}>{t("markRange")}</KeyHint>
        <KeyHint keys={["Ctrl", "A"]}>{t("keys.all")}</KeyHint>
        {back}
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
                onClick={() => on.onChange({ [service]: true })}
              >
                {t("bulk.on")}
              </Button>
              <Button
                size="small"
                aria-label={t("bulk.turnOff", { service: word })}
                onClick={() => on.onChange({ [service]: false })}
              >
                {t("bulk.off")}
              </Button>
            </span>
          </span>
        );
      })}
      <span className={css.pair}>
        <Button size="small" onClick={() => on.onChange({ selected: true })} data-testid="bulk-choose">
          {t("bulk.choose")}
        </Button>
        <Button size="small" onClick={() => on.onChange({ selected: false })} data-testid="bulk-unchoose">
          {t("bulk.unchoose")}
        </Button>
      </span>
      <span className={css.pair}>
        <Button size="small" icon={<Bookmark16Regular />} onClick={on.onExempt} data-testid="bulk-exempt">
          {t("bulk.exempt")}
        </Button>
        <Button size="small" icon={<Options16Regular />} onClick={on.onSettings} data-testid="bulk-settings">
          {t("bulk.settings")}
        </Button>
      </span>
      {marked < shown ? markAll : <span className={css.push} />}
      {marked < shown && (
        <Button size="small" appearance="subtle" onClick={on.onInvert} data-testid="invert">
          {t("bulk.invert")}
        </Button>
      )}
      {back}
      <Button size="small" appearance="subtle" onClick={on.onClear}>
        {t("bulk.clear")}&ensp;
        <KeyHint keys={["Esc"]} />
      </Button>
    </div>
  );
}
