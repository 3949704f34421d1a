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
  const hosts = mx.records.join(", ");
  // Microsoft's own host is the route that stands above; another's is news.
  const told = hosts !== "" && mx.route !== "m365";
  return (
    <span className={css.to} data-testid="mx" title={hosts}>
      <span className="quiet caption">{t("mx.today")}</span>{" "}
      <span className={css.today}>{t(`mx.${mx.route}`)}</span>{" "}
      {told && <span className={`mono ${css.host}`}>{hosts}</span>}
    </span>
  );
}
