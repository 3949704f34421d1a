import { useEffect } from "react";
import { speak } from "../app/i18n";
import { choose } from "../app/look";
import { useAsk } from "../queries/queries";

/** Keeps language and colours those of the settings, whoever changed them. */
export function useAppearance() {
  const settings = useAsk("settings_get", null).data;
  const { theme, language } = settings ?? {};
  useEffect(() => {
    if (theme) choose(theme);
  }, [theme]);
  useEffect(() => {
    if (language) void speak(language);
  }, [language]);
}
