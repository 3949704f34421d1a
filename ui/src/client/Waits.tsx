import { Link } from "@fluentui/react-components";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "../app/route";
import { useOpenSteps } from "../cutover/useCutover";
import type { ClientOverview, ClientView } from "../host/bindings";
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
  href?: string;
  open?: () => void;
}

/** Everything that waits for a person, worst first, each with the place where it is answered. */
export function Waits({ client, overview }: { client: ClientView; overview: ClientOverview }) {
  const { t } = useTranslation("page");
  const holds = useTranslation("review").t;
  const { row, receipt } = client;
  const steps = useOpenSteps(row.id);
  const [hands, setHands] = useState(false);
  const missing = receipt?.missing.filter(isPermission) ?? [];
  const changes = { way: t("waits.review"), href: paths.page(row.id, "changes") };
  const some = (count: number, wait: Wait): Wait[] => (count > 0 ? [wait] : []);
  const waits: Wait[] = [
    ...overview.holds.map(({ hold, count }) => ({
      id: `hold-${hold}`,
      state: "held" as const,
      words: holds([`hold.${hold}.title`, "hold.other.title"], { count }),
      ...changes,
    })),
    ...some(row.failed, {
      id: "failed",
      state: "failing",
      words: t("waits.failed", { count: row.failed }),
      way: t("waits.look"),
      href: paths.page(row.id, "history"),
    }),
    ...some(row.pending, {
      id: "pending",
      state: "look",
      words: t("waits.pending", { count: row.pending }),
      ...changes,
    }),
    ...some(overview.byHand, {
      id: "by-hand",
      state: "byHand",
      words: t("waits.byHand", { count: overview.byHand }),
      way: t("waits.show"),
      open: () => setHands(true),
    }),
    ...some(steps, {
      id: "steps",
      state: "look",
      words: t("waits.steps", { count: steps }),
      way: t("waits.look"),
      href: paths.page(row.id, "cutover"),
    }),
    ...some(overview.exceptionsEnded, {
      id: "exceptions",
      state: "exempt",
      words: t("waits.ended", { count: overview.exceptionsEnded }),
      way: t("waits.look"),
      href: paths.page(row.id, "settings"),
    }),
    ...some(missing.length, {
      id: "permissions",
      state: "look",
      words: t("waits.missing", { count: missing.length }),
      way: t("waits.look"),
      href: paths.page(row.id, "settings"),
    }),
  ];
  return (
    <Panel title={t("waits.title")} flush testid="waits">
      {waits.length === 0 ? (
        <p className={css.none}>
          <StateMark state="done">{t("waits.none")}</StateMark>
        </p>
      ) : (
        <ul className={css.waits}>
          {waits.map(({ id, state, words, way, href, open }) => (
            <li key={id} data-testid={`wait-${id}`}>
              <StateMark state={state}>{words}</StateMark>
              {open ? (
                <Link as="button" onClick={open}>
                  {way}
                </Link>
              ) : (
                <Link href={href}>{way}</Link>
              )}
            </li>
          ))}
        </ul>
      )}
      {hands && (
        <Suspense>
          <ByHandSheet client={row} onClose={() => setHands(false)} />
        </Suspense>
      )}
    </Panel>
  );
}
