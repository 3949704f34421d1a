import i18next from "i18next";
import { initReactI18next } from "react-i18next";

const catalogues = import.meta.glob<Record<string, unknown>>("../locales/*/*.json", { import: "default" });
export const languages = ["en", "de"] as const;

/** German for German systems, English for all others. */
export function languageOf(preferred: readonly string[]): (typeof languages)[number] {
  return preferred[0]?.toLowerCase().startsWith("de") ? "de" : "en";
}

/** The locale of dates and numbers: the system's own, when it fits the words. */
export function localeOf(preferred: readonly string[]): string {
  const language = languageOf(preferred);
  const first = preferred[0];
  return first?.toLowerCase().startsWith(language) ? first : language === "de" ? "de-DE" : "en-GB";
}

/** Loads the words of one language before the first picture. */
export async function startWords(language = languageOf(navigator.languages)) {
  const files = Object.entries(catalogues).filter(([path]) => path.includes(`/${language}/`));
  const loaded = await Promise.all(
    files.map(async ([path, load]) => [/([a-z]+)\.json$/.exec(path)?.[1] ?? path, await load()] as const),
  );
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: Object.fromEntries(loaded) },
    defaultNS: "common",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}
