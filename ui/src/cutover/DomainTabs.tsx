import { useTranslation } from "react-i18next";
import type { CutoverView, DomainCutover, StepView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { type State, StateMark } from "../parts/StateMark";
import { useDomainNames } from "../queries/domainNames";
import css from "./cutover.module.css";
import { tally } from "./useCutover";

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
          {...standing(one)}
          steps={one.steps}
          here={one.name === chosen}
          onPress={() => onChoose(one.name)}
          testid={`domain-${one.name}`}
        />
      ))}
      <Entry
        name={t("tenant")}
        {...rest(view.tenant)}
        steps={view.tenant}
        here={chosen === null}
        onPress={() => onChoose(null)}
        testid="domain-tenant"
      />
    </nav>
  );
}

type Standing = { state: State; word: string };

function standing({ steps, route, safeToSwitch }: DomainCutover): Standing {
  if (route === "gateway") return rest(steps);
  return safeToSwitch ? { state: "look", word: "ready" } : { state: "failing", word: "notReady" };
}

function rest(steps: readonly StepView[]): Standing {
  const { doNow, look, wait } = tally(steps);
  if (doNow > 0) return { state: "failing", word: "toDo" };
  if (look > 0) return { state: "look", word: "toLook" };
  return wait > 0 ? { state: "queued", word: "waits" } : { state: "done", word: "allDone" };
}

interface EntryProps extends Standing {
  name: string;
  steps: readonly StepView[];
  here: boolean;
  onPress: () => void;
  testid: string;
}

function Entry({ name, state, word, steps, here, onPress, testid }: EntryProps) {
  const { t } = useTranslation("cutover");
  const { number } = useFormat();
  const counts = tally(steps);
  const parts = (["doNow", "look", "done", "wait"] as const).filter((part) => counts[part] > 0);
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
          <span key={part} data-part={part} style={{ flexGrow: counts[part] }}>
            {number(counts[part])}
          </span>
        ))}
      </span>
      <span className="unseen">
        {parts.map((part) => t(`tally.${part}`, { count: counts[part] })).join(", ")}
      </span>
    </button>
  );
}
