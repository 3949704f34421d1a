import { useTranslation } from "react-i18next";
import type { CutoverView, DomainCutover, StepTally, StepView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { type State, StateMark } from "../parts/StateMark";
import { useDomainNames } from "../queries/domainNames";
import css from "./cutover.module.css";

interface Props {
  client: number;
  view: CutoverView;
  /** Name of a domain; null: the whole tenant. */
  chosen: string | null;
  onChoose: (name: string | null) => void;
}

/** The domains and the whole tenant, each with how far it is. */
export function DomainTabs({ client, view, chosen, onChoose }: Props) {
  const { t } = useTranslation("cutover");
  const read = useDomainNames(client);
  return (
    <nav className={css.tabs} aria-label={t("domains")}>
      {view.domains.map((one) => (
        <Entry
          key={one.name}
          name={read(one.name)}
          {...standing(one, view.tenant)}
          tally={one.tally}
          here={one.name === chosen}
          onPress={() => onChoose(one.name)}
          testid={`domain-${one.name}`}
        />
      ))}
      <Entry
        name={t("tenant")}
        {...rest(view.tenantTally)}
        tally={view.tenantTally}
        here={chosen === null}
        onPress={() => onChoose(null)}
        testid="domain-tenant"
      />
    </nav>
  );
}

type Standing = { state: State; word: string };

function standing(
  { tally, route, safeToSwitch, blocked, refused }: DomainCutover,
  tenant: StepView[],
): Standing {
  // The bar shows its own steps; what refuses its mail may be one of the tenant's.
  if (refused.length > 0) return { state: "failing", word: "refused" };
  if (route === "gateway") {
    const own = rest(tally);
    // The same of what stood against the switch.
    return own.state === "done" && blocked.length > 0 ? { state: "look", word: "toLook" } : own;
  }
  if (safeToSwitch) return { state: "look", word: "ready" };
  // What stands against it may be none of its own steps, which its bar shows.
  const own = blocked.some(({ step }) => step !== null && !tenant.some(({ kind }) => kind === step));
  if (own) return { state: "failing", word: "notReady" };
  return { state: "queued", word: blocked.some(({ step }) => step === null) ? "unnamed" : "tenant" };
}

function rest({ doNow, look, wait }: StepTally): Standing {
  if (doNow > 0) return { state: "failing", word: "toDo" };
  if (look > 0) return { state: "look", word: "toLook" };
  return wait > 0 ? { state: "queued", word: "waits" } : { state: "done", word: "allDone" };
}

interface EntryProps extends Standing {
  name: string;
  tally: StepTally;
  here: boolean;
  onPress: () => void;
  testid: string;
}

function Entry({ name, state, word, tally, here, onPress, testid }: EntryProps) {
  const { t } = useTranslation("cutover");
  const { number } = useFormat();
  const parts = (["doNow", "look", "done", "wait"] as const).filter((part) => tally[part] > 0);
  return (
    <button
      type="button"
      className={css.entry}
      aria-current={here ? "true" : undefined}
      onClick={onPress}
      data-testid={testid}
    >
      <b className={css.name}>{name}</b>
      <StateMark state={state}>{t(`standing.${word}`)}</StateMark>
      <span className={css.bar} aria-hidden>
        {parts.map((part) => (
          <span key={part} data-part={part} style={{ flexGrow: tally[part] }}>
            {number(tally[part])}
          </span>
        ))}
      </span>
      <span className="unseen">
        {parts.map((part) => t(`tally.${part}`, { count: tally[part] })).join(", ")}
      </span>
    </button>
  );
}
