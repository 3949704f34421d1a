import { Color20Regular } from "@fluentui/react-icons/svg/color";
import { LocalLanguage20Regular } from "@fluentui/react-icons/svg/local-language";
import { useTranslation } from "react-i18next";
import { Group } from "../wizard/options/SettingRow";
import { OneOf } from "./rows";
import type { Form } from "./SettingsPage";

const themes = ["system", "light", "dark"] as const;

/** How the program speaks and looks. */
export function AppearanceGroup({ settings, change }: Form) {
  const { t } = useTranslation("settings");
  return (
    <Group title={t("look.title")}>
      <OneOf
        id="language"
        icon={<LocalLanguage20Regular />}
        title={t("look.language")}
        hint={t("look.languageHint")}
        value={settings.language}
        onPick={(language) => change({ language })}
        // A language is named in itself, so that it is found by who reads no other.
        options={[
          ["system", t("look.system")],
          ["en", "English", "en"],
          ["de", "Deutsch", "de"],
        ]}
      />
      <OneOf
        id="theme"
        icon={<Color20Regular />}
        title={t("look.theme")}
        value={settings.theme}
        onPick={(theme) => change({ theme })}
        options={themes.map((theme) => [theme, t(`look.${theme}`)] as const)}
      />
    </Group>
  );
}
