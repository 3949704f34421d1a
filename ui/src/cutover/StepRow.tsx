import { Button, Link } from "@fluentui/react-components";
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { ChevronRight16Regular } from "@fluentui/react-icons/svg/chevron-right";
import { LockClosed16Filled } from "@fluentui/react-icons/svg/lock-closed";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "../app/route";
import type { DomainCutover, StepState, StepView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { type State, StateMark } from "../parts/StateMark";
import { useDomainNames } from "../queries/domainNames";
import css from "./cutover.module.css";
import { Mark } from "./Mark";
import { CopyPowerShell, Values } from "./Values";

interface Props {
  client: number;
  domain: DomainCutover | null;
  /** As people read it. */
  name: string;
  step: StepView;
}

const marks: Record<Exclude<StepState, "wait">, State> = {
  "do-now": "failing",
  look: "look",
  done: "done",
  unknown: "queued",
};

/** Steps that are made by a record or policy of the domain. */
const records = new Set<StepView["kind"]>(["spf", "dkim", "dmarc", "mta-sts", "mx"]);

/** One step: how it stands and why; opened, what is now, what to set, and a person's word for it. */
export function StepRow({ client, domain, name, step }: Props) {
  const { t } = useTranslation("cutover");
  const { timeWithZone, near } = useFormat();
  const read = useDomainNames(client);
  const { kind, state, code, facts, mark, checkedAt, powershell } = step;
  const [open, setOpen] = useState(state === "do-now" || kind === "mx");
  const count = facts.count === undefined ? {} : { count: Number(facts.count) };
  const domains = facts.domains?.split(" ").map(read).join(", ");
  const title = t(`step.${kind}`);
  const id = `step-${domain?.name ?? ""}-${kind}`;
  return (
    <li className={css.step} data-state={state} data-testid={`cutover-${kind}`} data-code={code}>
      <div className={css.line}>
        <span className={css.mark}>
          {state === "wait" ? (
            <span className={css.wait}>
              <LockClosed16Filled aria-hidden /> {t("state.wait")}
            </span>
          ) : (
            <StateMark state={marks[state]}>{t(`state.${state}`)}</StateMark>
          )}
        </span>
        <span className={css.number} aria-hidden>
          {step.number}
        </span>
        <div className={css.words}>
          <h3 className={css.title}>{title}</h3>
          <p className="quiet">
            {t(`code.${code}`, { ...facts, ...count, domains })}{" "}
            {facts.at && `${t("inherited", { at: read(facts.at) })} `}
            {kind === "outbound-connector" &&
              state !== "done" &&
              facts.count &&
              `${t("senders", { ...count, domains })} `}
            {kind === "inbound-connector" && state === "unknown" && powershell && `${t("settle")} `}
            {Number(facts.accepted ?? 0) > 0 && `${t("accepted", { count: Number(facts.accepted) })} `}
            {state !== "done" && records.has(kind) && t(`at.${kind}`, { name })}
          </p>
        </div>
        <span className={css.aside}>
          {mark && state === "done" ? (
            <span className="quiet caption">
              {t("marked", { who: mark.who, at: near(mark.at, Date.now()) })}
            </span>
          ) : (
            state === "done" &&
            checkedAt && <span className="quiet caption">{t("seen", { at: timeWithZone(checkedAt) })}</span>
          )}
          {powershell && state !== "done" && <CopyPowerShell text={powershell} what={title} />}
          <Button
            size="small"
            appearance="subtle"
            icon={open ? <ChevronDown16Regular /> : <ChevronRight16Regular />}
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            aria-label={t("open", { title })}
            onClick={() => setOpen(!open)}
            data-testid={`open-${kind}`}
          />
        </span>
      </div>
      {open && (
        <div className={css.inside} id={id}>
          <p>
            {t(`why.${kind}`)}{" "}
            {kind === "recipients" && state !== "done" && (
              <Link inline href={paths.page(client, "changes")}>
                {t("toChanges")}
              </Link>
            )}
          </p>
          <Values step={step} title={title} />
          <Mark client={client} domain={domain?.name ?? null} step={step} />
        </div>
      )}
    </li>
  );
}
