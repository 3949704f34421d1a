import { Input } from "@fluentui/react-components";
import { CellularData120Regular } from "@fluentui/react-icons/svg/cellular-data";
import { WeatherMoon20Regular } from "@fluentui/react-icons/svg/weather-moon";
import { WindowMultiple20Regular } from "@fluentui/react-icons/svg/window-multiple";
import { useTranslation } from "react-i18next";
import { Group, SettingRow } from "../wizard/options/SettingRow";
import { Toggle } from "./rows";
import type { Form } from "./SettingsPage";

const usual = { from: "20:00", to: "07:00" };

/** When the program goes on by itself. */
export function WhenGroup({ settings, change }: Form) {
  const { t } = useTranslation("settings");
  const { desktop } = settings;
  return (
    <Group title={t("when.title")}>
      {desktop.tray && (
        <Toggle
          id="close-keeps-running"
          icon={<WindowMultiple20Regular />}
          title={t("when.close")}
          hint={t("when.closeHint")}
          on={settings.closeKeepsRunning}
          onSwitch={(closeKeepsRunning) => change({ closeKeepsRunning })}
        />
      )}
      {desktop.metered && (
        <Toggle
          id="pause-on-metered"
          icon={<CellularData120Regular />}
          title={t("when.metered")}
          hint={t("when.meteredHint")}
          on={settings.pauseOnMetered}
          onSwitch={(pauseOnMetered) => change({ pauseOnMetered })}
        />
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
      <Toggle
        id="quiet-hours"
        icon={<WeatherMoon20Regular />}
        title={t("when.quiet")}
        hint={t("when.quietHint")}
        on={hours !== null}
        onSwitch={(on) => change({ quietHours: on ? { state: "on", hours: usual } : { state: "off" } })}
      />
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
