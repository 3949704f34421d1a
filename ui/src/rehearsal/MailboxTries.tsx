import { Button, Input, Select } from "@fluentui/react-components";
import { Add16Regular } from "@fluentui/react-icons/svg/add";
import { Dismiss16Regular } from "@fluentui/react-icons/svg/dismiss";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MailboxFilter, RehearsedChoice } from "../host/bindings";
import { useAsk } from "../queries/queries";
import { everything, filterOf, type Tab, tabNames, tabs, type View } from "../wizard/mailboxes/filters";
import { choiceOf, type Deed, deedNames, deedOf } from "./draft";
import type { Tries } from "./Rehearsal";
import css from "./rehearsal.module.css";

/** Changes to the choice of recipients, tried one after the other. */
export function MailboxTries({ client, draft, edit }: Tries) {
  const { t } = useTranslation("rehearsal");
  const put = (mailboxes: RehearsedChoice[]) => edit({ ...draft, mailboxes });
  return (
    <div className={css.tries}>
      {draft.mailboxes.length > 0 && (
        <ol className={css.list} data-testid="rehearsal-tries">
          {draft.mailboxes.map((choice, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what is tried is told by its place in the order
            <li key={at}>
              <Try client={client} choice={choice} />
              <Button
                size="small"
                appearance="subtle"
                icon={<Dismiss16Regular />}
                aria-label={t("mailboxes.drop", { number: at + 1 })}
                onClick={() => put(draft.mailboxes.filter((_, other) => other !== at))}
              />
            </li>
          ))}
        </ol>
      )}
      <AddTry client={client} onAdd={(choice) => put([...draft.mailboxes, choice])} />
    </div>
  );
}

/** How many recipients a filter is about. */
function useCount(client: number, filter: MailboxFilter) {
  const page = { client, sort: "name" as const, descending: false, offset: 0, limit: 1 };
  return useAsk("mailbox_window", { ...page, filter }, { placeholderData: keepPreviousData }).data?.total;
}

function Try({ client, choice }: { client: number; choice: RehearsedChoice }) {
  const { t } = useTranslation("rehearsal");
  const filter = choice.target.of === "filter" ? choice.target.filter : null;
  const count = useCount(client, filter ?? filterOf(everything)) ?? 0;
  const tab = tabNames.find((one) => String(tabs[one]) === String(filter?.kinds ?? [])) ?? "all";
  const whom = [
    t(`mailboxes:tabs.${tab}`),
    filter?.domain && t("mailboxes.in", { domain: filter.domain }),
    filter?.search && `“${filter.search}”`,
  ].filter(Boolean);
  return (
    <span className={css.try}>
      <b>{t(`mailboxes.deed.${deedOf(choice)}`)}</b>
      <span className="quiet">
        {whom.join(", ")} ({t("mailboxes.count", { count })})
      </span>
    </span>
  );
}

function AddTry({ client, onAdd }: { client: number; onAdd: (choice: RehearsedChoice) => void }) {
  const { t } = useTranslation("rehearsal");
  const [view, setView] = useState<View>(everything);
  const [deed, setDeed] = useState<Deed>("leave");
  const domains = useAsk("domain_list", { client }).data?.domains.filter(({ selected }) => selected) ?? [];
  const filter = filterOf(view);
  const count = useCount(client, filter);
  return (
    <div className={css.add}>
      <Select
        aria-label={t("mailboxes.kind")}
        value={view.tab}
        onChange={(_, { value }) => setView({ ...view, tab: value as Tab })}
        data-testid="try-kind"
      >
        {tabNames.map((tab) => (
          <option key={tab} value={tab}>
            {t(tab === "all" ? "mailboxes.allKinds" : `mailboxes:tabs.${tab}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("mailboxes:domain.label")}
        value={view.domain ?? ""}
        onChange={(_, { value }) => setView({ ...view, domain: value || null })}
      >
        <option value="">{t("mailboxes:domain.all")}</option>
        {domains.map(({ name, unicode }) => (
          <option key={name} value={name}>
            {unicode}
          </option>
        ))}
      </Select>
      <Input
        aria-label={t("mailboxes.search")}
        placeholder={t("mailboxes.search")}
        value={view.search}
        onChange={(_, { value }) => setView({ ...view, search: value })}
        data-testid="try-search"
      />
      <Select
        aria-label={t("mailboxes.what")}
        value={deed}
        onChange={(_, { value }) => setDeed(value as Deed)}
        data-testid="try-deed"
      >
        {deedNames.map((one) => (
          <option key={one} value={one}>
            {t(`mailboxes.deed.${one}`)}
          </option>
        ))}
      </Select>
      <Button
        icon={<Add16Regular />}
        className={css.addButton ?? ""}
        disabledFocusable={!count}
        onClick={() => {
          onAdd(choiceOf(deed, filter));
          setView(everything);
        }}
        data-testid="try-add"
      >
        {t("mailboxes.add", { count: count ?? 0 })}
      </Button>
    </div>
  );
}
