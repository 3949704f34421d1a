import { Link } from "@fluentui/react-components";
import { lazy, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type PageTab, paths } from "../app/route";
import type { ClientOverview, ClientView } from "../host/bindings";
import { Opening } from "../parts/Opening";
import { Panel } from "../parts/Panel";
import { type State, StateMark } from "../parts/StateMark";
import { isPermission } from "../wizard/connect/scopes";
import css from "./page.module.css";

const ByHandSheet = lazy(() => import("../byHand/ByHandSheet"));

interface Wait {
  id: string;
  state: State;
  words: ReactNode;
  way: string;
  /** Where it is answered; null: in the list of what is set by hand. */
  tab: PageTab | null;
}

/** Everything that waits for a person, worst first, each with the place where it is answered. */
export function Waits({ client, overview }: { client: ClientView; overview: ClientOverview }) {
  const { t } = useTranslation("page");
  const holds = useTranslation("review").t;
  const { row, receipt } = client;
  const [hands, setHands] = useState(false);
  const missing = receipt?.missing.filter(isPermission) ?? [];
  const some = (id: string, count: number, state: State, way: string, tab: PageTab | null): Wait[] =>
    count > 0 ? [{ id, state, words: t(`waits.${id}`, { count }), way: t(`waits.${way}`), tab }] : [];
  const waits: Wait[] = [
    ...overview.holds.map(({ hold, count }) => ({
      id: `hold-${hold}`,
      state: "held" as const,
      words: holds([`hold.${hold}.title`, "hold.other.title"], { count }),
      way: t("waits.review"),
      tab: "changes" as const,
    })),
    ...some("failed", row.failed, "failing", "look", "history"),
    ...some("left", row.left, "look", "look", "history"),
    ...some("pending", row.pending, "look", "review", "changes"),
    ...some("byHand", overview.byHand, "byHand", "show", null),
    ...some("steps", row.openSteps, "look", "look", "cutover"),
    ...some("ended", overview.exceptionsEnded, "exempt", "look", "settings"),
    ...some("missing", missing.length, "look", "look", "settings"),
  ];
  return (
    <Panel title={t("waits.title")} flush testid="waits">
      {waits.length === 0 ? (
        <p className={css.none}>
          <StateMark state="done">{t("waits.none")}</StateMark>
        </p>
      ) : (
        <ul className={css.waits}>
          {waits.map(({ id, state, words, way, tab }) => (
            <li key={id} data-testid={`wait-${id}`}>
              <StateMark state={state}>{words}</StateMark>
              {tab === null ? (
                <Link as="button" onClick={() => setHands(true)}>
                  {way}
                </Link>
              ) : (
                <Link href={paths.page(row.id, tab)}>{way}</Link>
              )}
            </li>
          ))}
        </ul>
      )}
      {hands && (
        <Opening onClose={() => setHands(false)}>
          <ByHandSheet client={row} onClose={() => setHands(false)} />
        </Opening>
      )}
    </Panel>
  );
}
