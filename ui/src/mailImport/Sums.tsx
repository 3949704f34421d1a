import { useTranslation } from "react-i18next";
import type { ImportSums } from "../host/bindings";
import { useFormat } from "../parts/format";
import { useAsk } from "../queries/queries";
import css from "./paper.module.css";

/** The numbers that must agree. */
export function Sums({ sums }: { sums: ImportSums }) {
  const { t } = useTranslation("mailimport");
  const { number } = useFormat();
  const line = (name: "server" | "imported" | "duplicates" | "skipped" | "left", value: number) => (
    <div key={name}>
      <dt>{t(`paper.${name}`)}</dt>
      <dd>{name === "left" ? `−${number(value)}` : number(value)}</dd>
    </div>
  );
  return (
    <dl className={css.sums} data-testid="import-sums">
      {line("server", sums.server)}
      {line("imported", sums.imported)}
      {line("duplicates", sums.duplicates)}
      {line("skipped", sums.skipped)}
      {sums.left > 0 && line("left", sums.left)}
      <div className={css.sum}>
        <dt>{t("paper.difference")}</dt>
        <dd>{number(sums.difference).replace("-", "−")}</dd>
      </div>
    </dl>
  );
}

/** The fingerprint of the ledger: as on the document, its beginning. */
export function Ledger(asked: { client: number; import: number; mailbox: number | undefined }) {
  const { t } = useTranslation("mailimport");
  const { mailbox, ...named } = asked;
  const request = { ...named, ...(mailbox === undefined ? {} : { mailbox }) };
  const { data } = useAsk("import_ledger", request, { staleTime: 60_000 });
  if (!data?.digest) return null;
  const groups = data.digest.slice(0, 12).match(/.{4}/g) ?? [];
  return (
    <span className={css.ledger} title={data.digest}>
      {t("paper.ledger")} <span className="mono">{groups.join(" ")}</span>
    </span>
  );
}
