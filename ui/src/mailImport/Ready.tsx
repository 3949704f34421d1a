import { Button, Link, Spinner } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { Play20Regular } from "@fluentui/react-icons/svg/play";
import { useTranslation } from "react-i18next";
import type { ClientView, ImportView } from "../host/bindings";
import { Facts } from "../parts/Facts";
import { useFormat } from "../parts/format";
import { useKeys } from "../parts/keys";
import { PageHead } from "../parts/PageHead";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { Columns } from "../parts/StepPage";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import { Standing } from "./AccessSheet";
import { ArchivePassword, lacksPassword } from "./ArchivePassword";
import { draftOf } from "./draft";
import { Estimate } from "./Estimate";
import css from "./mailImport.module.css";
import { Others } from "./Others";
import { archiveAt, daysOf } from "./words";

interface Props {
  client: ClientView;
  view: ImportView;
  onChange: () => void;
  onAccess: () => void;
}

/** Everything is set up: how much it is, how long it takes, and the button that starts it (S2). */
export function Ready({ client, view, onChange, onAccess }: Props) {
  const { t } = useTranslation("mailimport");
  const formats = useFormat(view.zone);
  const asked = useAsk("import_access", { client: client.row.id });
  const access = asked.data;
  const unready = access?.ready === false;
  const lacks = access?.lacksPermission === true;
  const start = useDo("import_resume");
  const count = useDo("import_count");
  const named = { client: client.row.id, import: view.id };
  const awake = !lacks && !start.isPending;
  const go = () => awake && start.mutate(named);
  useKeys({ "Control+Enter": go });
  const { wish } = view;
  const folders = draftOf(wish).folders;
  const hours = wish.hours
    ? t("hours.span", { from: wish.hours.from, to: wish.hours.to, zone: view.zone })
    : t("ready.always");
  const problem = start.error ?? view.problem;
  return (
    <>
      <PageHead title={t("title")} line={t(view.estimate?.counted ? "line.ready" : "line.begun")}>
        <Button onClick={onChange} data-testid="import-change">
          {t("ready.change")}
        </Button>
      </PageHead>
      <Others client={client.row.id} view={view} />
      <Columns
        side={
          <>
            <Panel title={t("access.title")} testid="import-permission">
              <div className={css.standing}>
                {access ? <Standing access={access} /> : t("access.state.checking")}
                <Link as="button" onClick={onAccess} data-testid="import-access-open">
                  {t("access.button")}
                </Link>
              </div>
            </Panel>
            <Panel title={t(unready ? "ready.unready" : "ready.title")} testid="import-start-panel">
              <div className={css.stack}>
                {unready && (
                  <div className={css.ways}>
                    <StateMark state="look">{t(lacks ? "ready.lacks" : "ready.unread")}</StateMark>
                    <Button
                      size="small"
                      icon={
                        asked.isFetching ? (
                          <Spinner size="extra-tiny" aria-hidden />
                        ) : (
                          <ArrowClockwise20Regular />
                        )
                      }
                      disabledFocusable={asked.isFetching}
                      onClick={() => asked.refetch()}
                      data-testid="import-access-again"
                    >
                      {t("access.check")}
                    </Button>
                  </div>
                )}
                <Button
                  appearance={unready ? "secondary" : "primary"}
                  icon={<Play20Regular />}
                  disabledFocusable={!awake}
                  onClick={go}
                  data-testid="import-start"
                >
                  {t("ready.start", { count: view.mailboxes })}
                </Button>
                <p className="quiet caption">{t("ready.startLine")}</p>
              </div>
            </Panel>
          </>
        }
      >
        {problem && (
          <ProblemBox
            problem={problem}
            client={client.row.id}
            {...(lacksPassword(problem)
              ? {}
              : { onRetry: { label: t("act.again"), press: () => count.mutate(named) } })}
          >
            <ArchivePassword {...named} problem={problem} />
          </ProblemBox>
        )}
        <Estimate view={view} client={client.row.id} />
        <Panel testid="import-wish">
          <Facts
            facts={[
              [t("ready.mailboxes"), formats.number(view.mailboxes)],
              [t("ready.days"), daysOf(t, formats, wish)],
              [t("ready.folders"), folders === "named" ? wish.folders : t(`setUp.foldersOf.${folders}`)],
              [
                t("ready.archive"),
                <span key="archive" title={wish.sink}>
                  {archiveAt(t, wish)}
                </span>,
              ],
              [t("ready.hours"), hours],
            ]}
          />
        </Panel>
      </Columns>
    </>
  );
}
