import { useTranslation } from "react-i18next";
import { localeOf, preferred } from "../app/i18n";
import { useAsk } from "../queries/queries";
import { sizes, spans } from "./words";

/** How the import, its permission and a sign-in for it stand. */
export function useImport(client: number) {
  const view = useAsk("import_get", { client });
  const access = useAsk("import_access", { client });
  const step = useAsk("import_step", { client });
  return { view, access, step };
}

/** Sizes and spans of time in the locale that counts. */
export function useSizes() {
  // Read anew when another language is spoken.
  useTranslation("mailimport");
  const locale = localeOf(preferred());
  return { size: sizes(locale), lasts: spans(locale) };
}
