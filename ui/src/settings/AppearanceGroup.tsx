import { Select } from "@fluentui/react-components";
import { Color20Regular } from "@fluentui/react-icons/svg/color";
import { LocalLanguage20Regular } from "@fluentui/react-icons/svg/local-language";
import { useTranslation } from "react-i18next";
import type { LanguageChoice, ThemeChoice } from "../host/bindings";
import { Group, SettingRow } from "../wizard/options/SettingRow";
import type { Form } from "./SettingsPage";

const themes: readonly ThemeChoice[] = ["system", "light", "dark"];

/** How the program speaks and looks. */
export function AppearanceGroup({ settings, change }: Form) {
  const { t } = useTranslation("settings");
  return (
    <Group title={t("look.title")}>
      <SettingRow
        icon={<LocalLanguage20Regular />}
        title={t("look.language")}
        hint={t("look.languageHint")}
        control="language"
      >
        <Select
          id="language"
          value={settings.language}
          onChange={(_, { value }) => change({ language: value as LanguageChoice })}
        >
          <option value="system">{t("look.system")}</option>
          {/* A language is named in itself, so that it is found by who reads no other. */}
          <option value="en" lang="en">
            English
          </option>
          <option value="de" lang="de">
            Deutsch
          </option>
        </Select>
      </SettingRow>
      <SettingRow icon={<Color20Regular />} title={t("look.theme")} control="theme">
        <Select
          id="theme"
          value={settings.theme}
          onChange={(_, { value }) => change({ theme: value as ThemeChoice })}
        >
          {themes.map((theme) => (
            <option key={theme} value={theme}>
              {t(`look.${theme}`)}
            </option>
          ))}
        </Select>
      </SettingRow>
    </Group>
  );
}
