import { Input, Switch } from "@fluentui/react-components";
import { CellularData120Regular } from "@fluentui/react-icons/svg/cellular-data";
import { WeatherMoon20Regular } from "@fluentui/react-icons/svg/weather-moon";
import { WindowMultiple20Regular } from "@fluentui/react-icons/svg/window-multiple";
import { useTranslation } from "react-i18next";
import { Group, SettingRow } from "../wizard/options/SettingRow";
import type { Form } from "./SettingsPage";

const usual = { from: "20:00", to: "07:00" };

/** When the program goes on by itself. */
export function WhenGroup({ settings, change }: Form) {
  const { t } = useTranslation("settings");
  const { desktop } = settings;
  return (
    <Group title={t("when.title")}>
      {desktop.tray && (
        <SettingRow
          icon={<WindowMultiple20Regular />}
          title={t("when.close")}
          hint={t("when.closeHint")}
          control="close-keeps-running"
        >
          <Switch
            id="close-keeps-running"
            checked={settings.closeKeepsRunning}
            onChange={(_, { checked }) => change({ closeKeepsRunning: checked })}
          />
        </SettingRow>
      )}
      {desktop.metered && (
        <SettingRow
          icon={<CellularData120Regular />}
          title={t("when.metered")}
          hint={t("when.meteredHint")}
          control="pause-on-metered"
        >
          <Switch
            id="pause-on-metered"
            checked={settings.pauseOnMetered}
            onChange={(_, { checked }) => change({ pauseOnMetered: checked })}
          />
        </SettingRow>
      )}
      <Quiet settings={settings} change={change} />
    </Group>
  );
}

function Quiet({ settings, change }: Form) {
  const { t } = useTranslation("settings");
  const hours = settings.quietHours;
  const put = (side: "from" | "to", time: string) => {
    // A field is empty while a time is half typed; hours from a time to the same would never end.
    if (!hours || !time || time === hours[side === "from" ? "to" : "from"]) return;
    change({ quietHours: { state: "on", hours: { ...hours, [side]: time } } });
  };
  return (
    <>
      <SettingRow
        icon={<WeatherMoon20Regular />}
        title={t("when.quiet")}
        hint={t("when.quietHint")}
        control="quiet-hours"
      >
        <Switch
          id="quiet-hours"
          checked={hours !== null}
          onChange={(_, { checked }) =>
            change({ quietHours: checked ? { state: "on", hours: usual } : { state: "off" } })
          }
        />
      </SettingRow>
      {hours && (
        <SettingRow title={t("when.hours")} hint={t("when.hoursHint")}>
          {(["from", "to"] as const).map((side) => (
            <Input
              key={side}
              type="time"
              aria-label={t(`when.${side}`)}
              value={hours[side]}
              onChange={(_, { value }) => put(side, value)}
            />
          ))}
        </SettingRow>
      )}
    </>
  );
}
