import { ArrowRepeatAll20Regular } from "@fluentui/react-icons/svg/arrow-repeat-all";
import { ArrowSwap20Regular } from "@fluentui/react-icons/svg/arrow-swap";
import { ArrowSync20Regular } from "@fluentui/react-icons/svg/arrow-sync";
import { ClipboardTask20Regular } from "@fluentui/react-icons/svg/clipboard-task";
import { Globe20Regular } from "@fluentui/react-icons/svg/globe";
import { History20Regular } from "@fluentui/react-icons/svg/history";
import { Home20Regular } from "@fluentui/react-icons/svg/home";
import { Key20Regular } from "@fluentui/react-icons/svg/key";
import { Mail20Regular } from "@fluentui/react-icons/svg/mail";
import { MailInboxArrowDown20Regular } from "@fluentui/react-icons/svg/mail-inbox-arrow-down";
import { Pause20Regular } from "@fluentui/react-icons/svg/pause";
import { Play20Regular } from "@fluentui/react-icons/svg/play";
import { Settings20Regular } from "@fluentui/react-icons/svg/settings";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { go, type PageTab, pageTabs, paths } from "../app/route";
import { canSync } from "../cockpit/groups";
import type { Acts } from "../cockpit/useActs";
import type { ClientRow } from "../host/bindings";
import { useFormat } from "../parts/format";
import type { PlanShown } from "../parts/planShown";
import { ActionButton } from "./ActionButton";
import css from "./NavRail.module.css";

const icons: Record<PageTab, ReactNode> = {
  overview: <Home20Regular />,
  domains: <Globe20Regular />,
  mailboxes: <Mail20Regular />,
  changes: <ClipboardTask20Regular />,
  history: <History20Regular />,
  import: <MailInboxArrowDown20Regular />,
  cutover: <ArrowSwap20Regular />,
  settings: <Settings20Regular />,
};

interface Props {
  client: number;
  row: ClientRow | undefined;
  /** The numbers of the plan that is open. */
  shown: PlanShown | null;
  tab: PageTab;
  acts: Acts;
}

/** The tabs of a client, what waits in each, and under them what can be done with the client at any time. */
export function NavRail({ client, row, shown, tab, acts }: Props) {
  const { t } = useTranslation("page");
  const { number } = useFormat();
  const { held, ready } = shown ?? { held: row?.held ?? 0, ready: row?.pending ?? 0 };
  const waiting: Partial<Record<PageTab, { count: number; held: boolean }>> = {
    changes: { count: held || ready, held: held > 0 },
    cutover: { count: row?.openSteps ?? 0, held: false },
  };
  return (
    <div className={css.rail}>
      <nav aria-label={t("tabs")}>
        <ul>
          {pageTabs.map((one) => {
            const badge = waiting[one];
            return (
              <li key={one}>
                <a
                  className={css.tab}
                  href={paths.page(client, one)}
                  aria-current={one === tab ? "page" : undefined}
                  title={t(`tab.${one}`)}
                  data-testid={`rail-${one}`}
                >
                  {icons[one]}
                  <span className={css.words}>{t(`tab.${one}`)}</span>
                  {badge !== undefined && badge.count > 0 && (
                    <span className={css.badge} data-held={badge.held ? "" : undefined}>
                      {number(badge.count)}
                      <span className="unseen">{t(badge.held ? "badge.held" : "badge.waiting")}</span>
                    </span>
                  )}
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
      {/* There F5 reads the tenant or looks DNS up. */}
      {row?.tenant && <Actions row={row} acts={acts} withKey={tab !== "cutover" && tab !== "domains"} />}
    </div>
  );
}

function Actions({ row, acts, withKey }: { row: ClientRow; acts: Acts; withKey: boolean }) {
  const { t } = useTranslation("page");
  const paused = row.state === "paused";
  const ready = canSync(row);
  const whyNot = t(paused ? "act.whyPaused" : row.state === "working" ? "act.whyWorking" : "act.whySetUp");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame
    <div className={css.actions} role="group" aria-label={t("act.title", { client: row.name })}>
      <ActionButton
        icon={<ArrowSync20Regular />}
        label={t("act.sync.name")}
        does={ready ? t("act.sync.does") : whyNot}
        {...(withKey ? { keys: "F5" } : {})}
        asleep={!ready}
        onPress={() => acts.sync(row)}
        testid="act-sync"
      />
      <ActionButton
        icon={<ArrowRepeatAll20Regular />}
        label={t("act.full.name")}
        does={ready ? t("act.full.does") : whyNot}
        asleep={!ready}
        onPress={() => acts.full(row)}
        testid="act-full"
      />
      <ActionButton
        icon={<Key20Regular />}
        label={t("act.reauthorise.name")}
        does={t("act.reauthorise.does")}
        onPress={() => go(paths.step(row.id, "connect"))}
        testid="act-reauthorise"
      />
      <ActionButton
        icon={paused ? <Play20Regular /> : <Pause20Regular />}
        label={t(paused ? "act.resume.name" : "act.pause.name")}
        does={t(paused ? "act.resume.does" : "act.pause.does")}
        onPress={() => acts.pause(row, !paused)}
        testid={paused ? "act-resume" : "act-pause"}
      />
    </div>
  );
}
