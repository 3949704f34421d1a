import { useTranslation } from "react-i18next";
import type { DomainRow } from "../../host/bindings";
import css from "./domains.module.css";

/** Where the gateway delivers to. */
export function Route({ route }: { route: string | null }) {
  const { t } = useTranslation("domains");
  return (
    <span className={css.to}>
      <span className="quiet caption">{t("to")}</span> <span className="mono">{route}</span>
    </span>
  );
}

/** W3: where mail goes today, as DNS said it. */
export function Today({ mx }: { mx: DomainRow["currentMx"] }) {
  const { t } = useTranslation("domains");
  if (!mx) return null;
  return (
    <span className={css.to} data-testid="mx">
      <span className="quiet caption">{t("mx.today")}</span>{" "}
      {mx.records.length > 0 && <span className="mono">{mx.records.join(", ")}</span>}{" "}
      <span className="quiet">{t(`mx.${mx.route}`)}</span>
    </span>
  );
}
