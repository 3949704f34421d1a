// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
// biome-ignore-all lint/a11y/useSemanticElements: a window of rows with one tab stop; a table holds neither
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row
import { Button } from "@fluentui/react-components";
import { Info16Regular } from "@fluentui/react-icons/svg/info";
import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MailboxFilter, NotTakenRow } from "../../host/bindings";
import { useHost } from "../../host/host";
import { Opening } from "../../parts/Opening";
import { SkeletonRows } from "../../parts/States";
import { ask } from "../../queries/queries";
import body from "./mailboxes.module.css";
import css from "./notTaken.module.css";
import { useWindowed } from "./useWindowed";

const WhyDrawer = lazy(() => import("./WhyDrawer"));

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
  const [why, setWhy] = useState<NotTakenRow | null>(null);
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
      <div className={body.body}>
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
            <span role="columnheader">
              <span className="unseen">{t("head.why")}</span>
            </span>
          </div>
          <div role="rowgroup" className={css.rows} style={{ height: virtual.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const row = list.row(index);
              const place = { transform: `translateY(${start}px)` };
              return (
                <div key={index} role="row" aria-rowindex={index + 2} className={css.row} style={place}>
                  {row ? <Cells row={row} onWhy={() => setWhy(row)} /> : <Unread />}
                </div>
              );
            })}
          </div>
        </div>
        {why && (
          <Opening onClose={() => setWhy(null)}>
            <WhyDrawer
              client={client}
              about={why.id}
              name={why.name || why.address || why.id}
              missing
              onClose={() => setWhy(null)}
            />
          </Opening>
        )}
      </div>
    </>
  );
}

function Cells({ row, onWhy }: { row: NotTakenRow; onWhy: () => void }) {
  const { t } = useTranslation("mailboxes");
  const name = row.name || row.address || row.id;
  return (
    <>
      <span role="cell" title={row.name}>
        {row.name || "–"}
      </span>
      <span role="cell" title={row.address ?? undefined}>
        {row.address ?? "–"}
      </span>
      <span role="cell">{t(`notTaken.reasons.${row.reason}`, { defaultValue: row.reason })}</span>
      <span role="cell">
        <Button
          size="small"
          appearance="subtle"
          icon={<Info16Regular />}
          aria-label={t("notTaken.why", { name })}
          onClick={onWhy}
          data-testid="why-not-taken"
        >
          {t("head.why")}
        </Button>
      </span>
    </>
  );
}

function Unread() {
  const { t } = useTranslation("mailboxes");
  return (
    <span role="cell">
      <SkeletonRows label={t("tabs.notTaken")} rows={1} />
    </span>
  );
}
