// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
// biome-ignore-all lint/a11y/useSemanticElements: a window of rows with one tab stop; a table holds neither
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MailboxFilter } from "../../host/bindings";
import { useHost } from "../../host/host";
import { SkeletonRows } from "../../parts/States";
import { ask } from "../../queries/queries";
import css from "./notTaken.module.css";
import { useWindowed } from "./useWindowed";

const ROW = 38;

/** What the tenant has and Tenantry does not take, each with its reason, so that nobody is missed. */
export function NotTaken({
  client,
  total,
  filter,
}: {
  client: number;
  total: number;
  filter: MailboxFilter;
}) {
  const { t } = useTranslation("mailboxes");
  const box = useRef<HTMLDivElement>(null);
  const host = useHost();
  const virtual = useVirtualizer({
    count: total,
    estimateSize: () => ROW,
    getScrollElement: () => box.current,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const list = useWindowed(
    JSON.stringify(filter),
    (offset, limit) =>
      ask(host, "not_taken", { client, filter, sort: "name", descending: false, offset, limit }),
    items.map(({ index }) => index),
  );
  if (total === 0) return <p className={css.lead}>{t("notTaken.empty")}</p>;
  return (
    <>
      <p className={css.lead}>{t("notTaken.lead")}</p>
      <div
        ref={box}
        role="table"
        aria-label={t("notTaken.list")}
        aria-rowcount={total + 1}
        className={css.list}
        tabIndex={0}
        data-testid="not-taken"
      >
        <div role="row" aria-rowindex={1} className={css.head}>
          <span role="columnheader">{t("notTaken.name")}</span>
          <span role="columnheader">{t("notTaken.address")}</span>
          <span role="columnheader">{t("notTaken.reason")}</span>
        </div>
        <div role="rowgroup" className={css.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = list.row(index);
            const place = { transform: `translateY(${start}px)` };
            return (
              <div key={index} role="row" aria-rowindex={index + 2} className={css.row} style={place}>
                <span role="cell">
                  {row ? row.name || "–" : <SkeletonRows label={t("tabs.notTaken")} rows={1} />}
                </span>
                <span role="cell">{row ? (row.address ?? "–") : ""}</span>
                <span role="cell">
                  {row && t(`notTaken.reasons.${row.reason}`, { defaultValue: row.reason })}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
