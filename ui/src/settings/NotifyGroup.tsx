import { Alert20Regular } from "@fluentui/react-icons/svg/alert";
import { useTranslation } from "react-i18next";
import { Group, SettingRow } from "../wizard/options/SettingRow";
import { Toggle } from "./rows";
import type { Form } from "./SettingsPage";

const causes = ["holds", "failures", "signIns"] as const;

/** Of what somebody is notified; each cause once, not with every sync. */
export function NotifyGroup({ settings, change }: Form) {
  const { t } = useTranslation("settings");
  const { notifications } = settings;
  if (!settings.desktop.notifications)
    return (
      <Group title={t("notify.title")}>
        <SettingRow icon={<Alert20Regular />} title={t("notify.none")} hint={t("notify.noneHint")} />
      </Group>
    );
  return (
    <Group title={t("notify.title")}>
      {causes.map((cause, place) => (
        <Toggle
          key={cause}
          id={`notify-${cause}`}
          icon={place === 0 ? <Alert20Regular /> : undefined}
          title={t(`notify.${cause}`)}
          hint={t(`notify.${cause}Hint`)}
          on={notifications[cause]}
          onSwitch={(on) => change({ notifications: { ...notifications, [cause]: on } })}
        />
      ))}
    </Group>
  );
}
