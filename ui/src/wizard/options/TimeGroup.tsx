import { Select } from "@fluentui/react-components";
import { CalendarClock20Regular } from "@fluentui/react-icons/svg/calendar-clock";
import { Globe20Regular } from "@fluentui/react-icons/svg/globe";
import { useTranslation } from "react-i18next";
import type { OptionsScreen } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { Group, Outcome, SettingRow } from "./SettingRow";
import type { Form } from "./useOptions";
import { ZonePicker } from "./ZonePicker";
import { offsetOf } from "./zones";

const dateFormats = ["DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM-DD", "DD.MM.YYYY"];

/** Zone and formats, with a mail sent now as the example. */
export function TimeGroup({ options, edit, screen }: Form & { screen: OptionsScreen }) {
  const { t } = useTranslation("options");
  const { date } = useFormat(options.timeZone);
  const change = screen.clockChange;
  const clock = change
    ? t("time.clockTo", {
        at: date(change.at),
        zone: /^[+-]/.test(change.abbreviation)
          ? offsetOf(change.offsetMinutes)
          : `${change.abbreviation} (${offsetOf(change.offsetMinutes)})`,
      })
    : t("time.clockNever");
  return (
    <Group title={t("time.title")}>
      <SettingRow icon={<Globe20Regular />} title={t("time.zone")} hint={t("time.zoneHint")} control="zone">
        <ZonePicker id="zone" value={options.timeZone} onPick={(timeZone) => edit({ timeZone })} />
      </SettingRow>
      <SettingRow icon={<CalendarClock20Regular />} title={t("time.formats")}>
        <Select
          aria-label={t("time.date")}
          value={options.dateFormat}
          onChange={(_, { value }) => edit({ dateFormat: value })}
          data-testid="date-format"
        >
          {dateFormats.map((format) => (
            <option key={format}>{format}</option>
          ))}
        </Select>
        <Select
          aria-label={t("time.clock")}
          value={options.timeFormat}
          onChange={(_, { value }) => edit({ timeFormat: value })}
          data-testid="time-format"
        >
          <option value="24h">{t("time.h24")}</option>
          <option value="12h">{t("time.h12")}</option>
        </Select>
      </SettingRow>
      <Outcome
        facts={[
          [t("time.example"), screen.example],
          [t("time.clockChange"), clock],
        ]}
      />
    </Group>
  );
}
