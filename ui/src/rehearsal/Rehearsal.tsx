import { Button, Checkbox, Field, Select, Spinner } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { go } from "../app/route";
import type { ClientRow, DomainRow } from "../host/bindings";
import { useDraft } from "../parts/drafts";
import { useFormat } from "../parts/format";
import { useReview } from "../parts/place";
import { Sheet } from "../parts/Sheet";
import { StateMark } from "../parts/StateMark";
import { Loaded } from "../parts/States";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import { Group } from "../wizard/options/SettingRow";
import { asItIs, type Draft, requestOf, withDomain } from "./draft";
import { MailboxTries } from "./MailboxTries";
import { OptionTries } from "./OptionTries";
import css from "./rehearsal.module.css";

/** Tries another choice, other options or an earlier day: a plan that is shown and never applied. */
export default function Rehearsal({ client, onClose }: { client: ClientRow; onClose: () => void }) {
  const { t } = useTranslation("rehearsal");
  // It is kept when it is tried, too: a rehearsal is changed from its plan.
  const [draft, keep] = useDraft(`rehearsal ${client.id}`, asItIs);
  const make = useDo("rehearse");
  const review = useReview(client.id);
  const edit = (next: Draft) => {
    keep(next);
    make.reset();
  };
  const start = () =>
    make.mutate(requestOf(client.id, draft), {
      onSuccess: ({ plan }) => {
        onClose();
        go(review(plan));
      },
    });
  const tried = triedOf(draft);
  return (
    <Sheet
      client={client}
      title={t("title", { client: client.name })}
      line={t("line")}
      testid="rehearsal"
      onClose={onClose}
      footer={
        <>
          <span className={css.tried} role="status">
            <StateMark state="info">{t("tried", { count: tried })}</StateMark>
          </span>
          {tried > 0 && (
            <Button appearance="subtle" onClick={() => edit(asItIs)} data-testid="rehearsal-reset">
              {t("reset")}
            </Button>
          )}
          <Button
            appearance="primary"
            icon={make.isPending ? <Spinner size="tiny" aria-hidden /> : null}
            disabledFocusable={make.isPending}
            onClick={start}
            data-testid="rehearsal-start"
          >
            {t(make.isPending ? "starting" : "start")}
          </Button>
        </>
      }
    >
      {make.error && <ProblemBox problem={make.error} client={client.id} />}
      <div className={css.columns}>
        <div>
          <Group title={t("tenant.title")}>
            <Day client={client.id} draft={draft} edit={edit} />
          </Group>
          <Group title={t("domains.title")}>
            <DomainTries client={client.id} draft={draft} edit={edit} />
          </Group>
          <Group title={t("mailboxes.title")}>
            <MailboxTries client={client.id} draft={draft} edit={edit} />
          </Group>
        </div>
        <OptionTries client={client.id} draft={draft} edit={edit} />
      </div>
    </Sheet>
  );
}

export interface Tries {
  client: number;
  draft: Draft;
  edit: (draft: Draft) => void;
}

/** How much is another than it is. */
function triedOf({ asOf, domains, mailboxes, options }: Draft): number {
  return mailboxes.length + [asOf, domains, options].filter((one) => one !== null).length;
}

/** Which reading of the tenant is planned against. */
function Day({ client, draft, edit }: Tries) {
  const { t } = useTranslation("rehearsal");
  const { moment, number } = useFormat();
  const days = useAsk("snapshot_days", { client });
  return (
    <Loaded query={days} label={t("tenant.reading")} rows={1}>
      {(known) =>
        known.length === 0 ? (
          <p className={`quiet ${css.none}`}>{t("tenant.none")}</p>
        ) : (
          <Field className={css.day ?? ""} label={t("tenant.asOf")} hint={t("tenant.hint")}>
            <Select
              value={draft.asOf ?? ""}
              onChange={(_, { value }) => edit({ ...draft, asOf: value || null })}
              data-testid="rehearsal-day"
            >
              {known.map(({ readAt, recipients }, at) => (
                <option key={readAt} value={at === 0 ? "" : readAt}>
                  {t(at === 0 ? "tenant.newest" : "tenant.day", {
                    at: moment(readAt),
                    recipients: number(recipients),
                  })}
                </option>
              ))}
            </Select>
          </Field>
        )
      }
    </Loaded>
  );
}

/** Exactly these domains chosen. What cannot be chosen is left out here, as it would be refused. */
function DomainTries({ client, draft, edit }: Tries) {
  const { t } = useTranslation("rehearsal");
  const list = useAsk("domain_list", { client });
  const offered = (domains: DomainRow[]) =>
    domains.filter(({ refusal, state, selected }) => selected || (refusal === null && state !== "vanished"));
  return (
    <Loaded query={list} label={t("domains.reading")} rows={2}>
      {({ domains }) => {
        const now = domains.filter(({ selected }) => selected).map(({ name }) => name);
        const chosen = new Set(draft.domains ?? now);
        return domains.length === 0 ? (
          <p className={`quiet ${css.none}`}>{t("domains.none")}</p>
        ) : (
          <ul className={css.domains}>
            {offered(domains).map(({ name, unicode, selected }) => (
              <li key={name} data-changed={selected === chosen.has(name) ? undefined : ""}>
                <Checkbox
                  input={{ "data-testid": `rehearsal-${name}` } as object}
                  label={unicode}
                  checked={chosen.has(name)}
                  onChange={(_, { checked }) => edit(withDomain(draft, now, name, checked === true))}
                />
                {selected !== chosen.has(name) && (
                  <span className={css.change}>{t(selected ? "domains.out" : "domains.in")}</span>
                )}
              </li>
            ))}
          </ul>
        );
      }}
    </Loaded>
  );
}
