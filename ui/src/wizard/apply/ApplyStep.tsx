import { Button } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import { HistoryButton } from "../../history/HistoryButton";
import type { ClientView, RunView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { PageHead } from "../../parts/PageHead";
import { Panel } from "../../parts/Panel";
import { PhaseList } from "../../parts/PhaseList";
import { Empty, Loaded } from "../../parts/States";
import { StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import type { StepProps } from "../steps";
import { ApplyFooter } from "./ApplyFooter";
import css from "./apply.module.css";
import { Failures } from "./Failures";
import { HandsLeft } from "./HandsLeft";
import { phasesOf } from "./phases";
import { ResultCards } from "./ResultCards";
import { Running, spanText } from "./Running";
import { useRun } from "./useRun";

/** A run as it goes and as it ended. */
export default function ApplyStep({ client }: StepProps) {
  const { t } = useTranslation("apply");
  if (client.run !== null) return <Run client={client} run={client.run} />;
  const review = () => go(paths.step(client.row.id, "review"));
  return (
    <StepPage testid="screen-apply" footer={<WizardFooter back={paths.step(client.row.id, "review")} />}>
      <Empty title={t("nothing.title")} line={t("nothing.body")}>
        <Button appearance="primary" onClick={review} data-testid="action-primary">
          {t("nothing.action")}
        </Button>
      </Empty>
    </StepPage>
  );
}

const over = (run: RunView) => run.state !== "running" && run.state !== "paused";

function Run({ client, run: id }: { client: ClientView; run: number }) {
  const { t } = useTranslation("apply");
  const { query, done, pace } = useRun(client, id);
  const run = query.data;
  const title = useTitle(client, run);
  return (
    <StepPage
      testid="screen-apply"
      footer={
        run ? <ApplyFooter key={run.run} client={client.row.id} run={run} /> : <WizardFooter close={false} />
      }
    >
      <PageHead title={title} line={<Lead run={run} />}>
        <HistoryButton client={client.row} />
      </PageHead>
      <Loaded query={query} label={t("phases")}>
        {(view) => (
          <div className={css.page} data-testid="run" data-state={view.state}>
            {view.problem && <ProblemBox problem={view.problem} />}
            {over(view) ? (
              <ResultCards client={client.row.id} run={view} />
            ) : (
              <Running run={view} done={done} pace={pace} />
            )}
            {over(view) && <Failures client={client.row.id} run={view} />}
            <div className={css.sides}>
              <Panel flush testid="phases">
                <PhaseList phases={phasesOf(t, view)} />
              </Panel>
              {over(view) && <HandsLeft client={client.row} />}
            </div>
            {!over(view) && <Failures client={client.row.id} run={view} />}
            {!over(view) && <p className="quiet caption">{t("power")}</p>}
          </div>
        )}
      </Loaded>
    </StepPage>
  );
}

function useTitle(client: ClientView, run: RunView | undefined): string {
  const { t } = useTranslation("apply");
  const name = { client: client.row.name };
  if (!run || run.state === "running") return t("title", name);
  const { done, total } = run;
  if (run.state === "paused") return t("titlePaused");
  if (run.state === "cancelled") return t("titleCancelled", { done, total });
  if (run.state === "interrupted") return t("titleInterrupted", { done, total });
  return t("titleDone", { done, total });
}

function Lead({ run }: { run: RunView | undefined }) {
  const { t } = useTranslation("apply");
  const { timeWithZone, near } = useFormat();
  if (!run) return null;
  const { plan, started, ended } = run;
  const back = run.undoes !== null && ` ${t("leadUndo", { run: run.undoes })}`;
  if (!ended)
    return (
      <>
        {t("lead", { plan, started: timeWithZone(started) })}
        {back}
      </>
    );
  const seconds = (new Date(ended).getTime() - new Date(started).getTime()) / 1000;
  const said = { plan, started: near(started), ended: timeWithZone(ended), took: spanText(t, seconds) };
  return (
    <>
      {t("leadDone", said)}
      {back} {run.undoneBy !== null && t("leadUndone", { run: run.undoneBy })} {t("leadMx")}
    </>
  );
}
