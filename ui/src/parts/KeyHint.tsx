import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./KeyHint.module.css";

/** Keys that do the thing named beside them. `Ctrl` is worded for the language. */
export function KeyHint({ keys, children }: { keys: string[]; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <span className={css.hint}>
      {keys.map((key) => (
        <kbd key={key} className={css.key}>
          {t(`key.${key}`, { defaultValue: key })}
        </kbd>
      ))}
      {children && <span>{children}</span>}
    </span>
  );
}
