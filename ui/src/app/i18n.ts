import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { LanguageChoice } from "../host/bindings";

const catalogues = import.meta.glob<Record<string, unknown>>("../locales/*/*.json", { import: "default" });
export const languages = ["en", "de"] as const;
type Language = (typeof languages)[number];

/** German for German systems, English for all others. */
export function languageOf(preferred: readonly string[]): Language {
  return preferred[0]?.toLowerCase().startsWith("de") ? "de" : "en";
}

/** The locale of dates and numbers: the system's own, when it fits the words. */
export function localeOf(preferred: readonly string[]): string {
  const language = languageOf(preferred);
  const first = preferred[0];
  return first?.toLowerCase().startsWith(language) ? first : language === "de" ? "de-DE" : "en-GB";
}

/** What a person chose in the settings; null: the system's languages count. */
let chosen: Language | null = null;

/** The languages that count now, best first. */
export function preferred(): readonly string[] {
  if (!chosen) return navigator.languages;
  const language = chosen;
  const own = navigator.languages.filter((one) => one.toLowerCase().startsWith(language));
  return [...own, language === "de" ? "de-DE" : "en-GB"];
}

/** What home says; the words of all other pages come behind its first picture. */
const home = ["background", "cockpit", "common"];

async function wordsOf(language: Language, wanted: (space: string) => boolean = () => true) {
  const files = Object.entries(catalogues).filter(([path]) => path.includes(`/${language}/`));
  const named = files.map(([path, load]) => [/([a-z]+)\.json$/.exec(path)?.[1] ?? path, load] as const);
  const taken = named.filter(([space]) => wanted(space));
  return Object.fromEntries(
    await Promise.all(taken.map(async ([space, load]) => [space, await load()] as const)),
  );
}

function add(language: Language, spaces: Record<string, unknown>) {
  for (const [space, words] of Object.entries(spaces)) {
    i18next.addResourceBundle(language, space, words, true, true);
  }
}

let rest: Promise<void> | null = null;

/** Loads, once, the words that home can do without. What is shown meanwhile is shown anew. */
export function allWords(): Promise<void> {
  const language = i18next.language as Language;
  rest ??= wordsOf(language, (space) => !home.includes(space)).then((spaces) => add(language, spaces));
  return rest;
}

/** Loads home's words of one language before the first picture. */
export async function startWords(choice?: LanguageChoice) {
  chosen = choice && choice !== "system" ? choice : null;
  rest = null;
  const language = languageOf(preferred());
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: await wordsOf(language, (space) => home.includes(space)) },
    defaultNS: "common",
    react: { bindI18nStore: "added" },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** Speaks another language from now on; what is shown follows. */
export async function speak(choice: LanguageChoice) {
  chosen = choice === "system" ? null : choice;
  const language = languageOf(preferred());
  if (i18next.language === language) return;
  add(language, await wordsOf(language));
  // Another may have been chosen while the words came.
  if (languageOf(preferred()) !== language) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = i18next.language;
}
