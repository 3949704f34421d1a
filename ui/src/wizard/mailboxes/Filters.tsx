import { Button, Tab as FluentTab, Select, TabList } from "@fluentui/react-components";
import { Prohibited16Regular } from "@fluentui/react-icons/svg/prohibited";
import { useTranslation } from "react-i18next";
import type { MailboxState, MailboxWindow } from "../../host/bindings";
import { useFormat, useNow } from "../../parts/format";
import { countOf, states, type Tab, tabNames, type View } from "./filters";
import css from "./mailboxes.module.css";
import { SearchField } from "./SearchField";
import { ViewMenu } from "./ViewMenu";

interface TabsProps {
  head: MailboxWindow;
  /** A kind, or `notTaken`. */
  tab: Tab | "notTaken";
  onTab: (tab: Tab | "notTaken") => void;
}

/** One tab per kind that the tenant has, with its count. */
export function KindTabs({ head, tab, onTab }: TabsProps) {
  const { t } = useTranslation("mailboxes");
  const { number } = useFormat();
  const there = tabNames.filter((name) => name === "all" || name === tab || countOf(name, head.byKind) > 0);
  return (
    <TabList
      className={css.tabs ?? ""}
      aria-label={t("tabs.label")}
      selectedValue={tab}
      onTabSelect={(_, { value }) => onTab(value as Tab)}
    >
      {there.map((name) => (
        <FluentTab key={name} value={name} data-testid={`tab-${name}`}>
          {t(`tabs.${name}`)}
          <b>{number(countOf(name, head.byKind))}</b>
        </FluentTab>
      ))}
      <FluentTab
        value="notTaken"
        className={css.last ?? ""}
        icon={<Prohibited16Regular />}
        data-testid="tab-notTaken"
      >
        {t("tabs.notTaken")}
        <b>{number(head.totals.notTaken)}</b>
      </FluentTab>
    </TabList>
  );
}

interface RowProps {
  client: number;
  view: View;
  onView: (view: View) => void;
  domains: readonly string[];
  head: MailboxWindow;
  /** The rows as they are now, in their order. */
  onRenew: () => void;
}

/** Search, domain, state and views over the grid; at the right what the dot means and how many rows are shown. */
export function FilterRow({ client, view, onView, domains, head, onRenew }: RowProps) {
  const { t } = useTranslation("mailboxes");
  const { timeWithZone } = useFormat();
  const now = useNow();
  const count = head.total;
  return (
    <div className={css.filters}>
      <SearchField
        className={css.search}
        label={t("search")}
        value={view.search}
        onSearch={(search) => onView({ ...view, search })}
        onLeave={() => document.querySelector<HTMLElement>("[role=grid]")?.focus()}
      />
      <Select
        className={css.pick ?? ""}
        title={view.domain ?? ""}
        aria-label={t("domain.label")}
        value={view.domain ?? ""}
        onChange={(_, { value }) => onView({ ...view, domain: value || null })}
        data-testid="filter-domain"
      >
        <option value="">{t("domain.all")}</option>
        {domains.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select
        className={css.pick ?? ""}
        aria-label={t("stateFilter.label")}
        value={view.look ? "look" : (view.state ?? "")}
        onChange={(_, { value }) =>
          onView(
            value === "look"
              ? { ...view, look: true, state: null }
              : { ...view, look: false, state: (value || null) as MailboxState | null },
          )
        }
        data-testid="filter-state"
      >
        <option value="">{t("stateFilter.all")}</option>
        <option value="look">{t("views.look")}</option>
        {states.map((state) => (
          <option key={state} value={state}>
            {t(`state.${state}`)}
          </option>
        ))}
      </Select>
      <ViewMenu client={client} view={view} onView={onView} />
      {head.differs > 0 && (
        <Button size="small" appearance="primary" onClick={onRenew} data-testid="renew">
          {t("renew", { count: head.differs })}
        </Button>
      )}
      <div className={css.facts}>
        <span className={`${css.dot} ${css.key}`}>{t("willChange")}</span>
        <span role="status" data-testid="shown">
          {head.readAt
            ? t("shownRead", { count, at: timeWithZone(head.readAt, now) })
            : t("shown", { count })}
        </span>
      </div>
    </div>
  );
}
