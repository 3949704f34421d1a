import { Folder20Regular } from "@fluentui/react-icons/svg/folder";
import { Info20Regular } from "@fluentui/react-icons/svg/info";
import { useTranslation } from "react-i18next";
import { Copyable } from "../parts/Copyable";
import { useAsk } from "../queries/queries";
import { UpdateRows } from "../support/UpdateRows";
import { Group, SettingRow } from "../wizard/options/SettingRow";
import type { Form } from "./SettingsPage";

/** Which program this is, and where it keeps what it knows. */
export function AboutGroup({ settings, change }: Form) {
  const { t } = useTranslation("settings");
  const app = useAsk("app_state", null).data;
  return (
    <Group title={t("about.title")}>
      <SettingRow icon={<Info20Regular />} title={t("about.version")}>
        <span data-testid="version">{app?.version}</span>
      </SettingRow>
      <UpdateRows on={settings.checkForUpdates} onSwitch={(on) => change({ checkForUpdates: on })} />
      <SettingRow icon={<Folder20Regular />} title={t("about.folder")} hint={t("about.folderHint")}>
        {app && <Copyable value={app.dataDir} label={t("about.folder")} />}
      </SettingRow>
    </Group>
  );
}
