// biome-ignore-all lint/a11y/useSemanticElements: a window of rows with one tab stop; a table holds neither
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row
import { ArrowDown12Regular } from "@fluentui/react-icons/svg/arrow-down";
import { ArrowUp12Regular } from "@fluentui/react-icons/svg/arrow-up";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { MailboxSort, ServiceTotals } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { type Column, triState, type View } from "./filters";
import css from "./grid.module.css";
import { services } from "./useMailboxes";

/** Heads that do something, in the order in which the arrow keys reach them. */
const heads = ["choose", "name", "address", "kind", "aliases", "state"] as const;
export type Head = (typeof heads)[number];

export function headsOf(hidden: readonly Column[]): Head[] {
  return heads.filter((head) => !(hidden as readonly string[]).includes(head));
}

interface Props {
  view: View;
  /** Rows that the filter shows, and how many of them are chosen. */
  shown: number;
  chosen: number;
  totals: ServiceTotals;
  /** Head in focus. */
  active: number | null;
}

/** The heads: choose all shown, sort, and the totals over the toggles. Clicks are heard by the grid. */
export const GridHead = memo(function GridHead({ view, shown, chosen, totals, active }: Props) {
  const { t } = useTranslation("mailboxes");
  const { number } = useFormat();
  const state = triState(chosen, shown);
  const there = headsOf(view.hidden);
  const sorts = (sort: MailboxSort, extra = "") => (
    <div
      role="columnheader"
      id={`mailbox-head-${sort}`}
      aria-sort={view.sort === sort ? (view.descending ? "descending" : "ascending") : "none"}
      className={`${css.sort} ${extra}`}
      data-head={sort}
      data-active={there[active ?? -1] === sort ? "" : undefined}
      data-testid={`sort-${sort}`}
    >
      {t(`head.${sort}`)}
      {view.sort === sort && (view.descending ? <ArrowDown12Regular /> : <ArrowUp12Regular />)}
    </div>
  );
  return (
    <div role="row" aria-rowindex={1} className={css.head}>
      <div
        role="columnheader"
        id="mailbox-head-choose"
        className={css.centre}
        data-head="choose"
        data-active={active === 0 ? "" : undefined}
      >
        <span
          role="checkbox"
          className={css.box}
          aria-checked={state}
          aria-label={t(state === true ? "unchooseAll" : "chooseAll", { count: shown })}
          title={t(state === true ? "unchooseAll" : "chooseAll", { count: shown })}
          data-testid="choose-all"
        />
      </div>
      {sorts("name")}
      {sorts("address")}
      {there.includes("kind") && sorts("kind", css.kind)}
      {there.includes("aliases") && sorts("aliases", css.number)}
      {services.map((service) => (
        <div key={service} role="columnheader" className={css.total} data-testid={`total-${service}`}>
          <span>{t(`head.${service}`)}</span> <b>{number(totals[service])}</b>
        </div>
      ))}
      {there.includes("state") && sorts("state", css.state)}
      <div role="columnheader" className={`${css.centre} ${css.why}`}>
        {t("head.why")}
      </div>
    </div>
  );
});
