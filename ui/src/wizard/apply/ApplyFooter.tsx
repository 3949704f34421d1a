import { Button } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { ArrowUndo20Regular } from "@fluentui/react-icons/svg/arrow-undo";
import { Pause20Regular } from "@fluentui/react-icons/svg/pause";
import { Play20Regular } from "@fluentui/react-icons/svg/play";
import { Stop20Regular } from "@fluentui/react-icons/svg/stop";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import { useUndo } from "../../history/useUndo";
import type { Problem, RunView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk, useDo } from "../../queries/queries";
import css from "./apply.module.css";

interface Props {
  client: number;
  run: RunView;
}

/** While it runs: pause, resume, stop at a safe point. Afterwards: on, or again what did not go through. */
export function ApplyFooter({ client, run }: Props) {
  const goesOn = run.state === "running" || run.state === "paused";
  return goesOn ? <Controls client={client} run={run} /> : <Ended client={client} run={run} />;
}

/** The footer, and over it what went wrong with one of its buttons. */
function Bar({
  client,
  problem,
  children,
}: {
  client: number;
  problem: Problem | null;
  children: ReactNode;
}) {
  return (
    <div>
      {problem && (
        <div className={css.problem}>
          <ProblemBox problem={problem} client={client} />
        </div>
      )}
      {children}
    </div>
  );
}

function Controls({ client, run }: Props) {
  const { t } = useTranslation("apply");
  const pause = useDo("run_pause");
  const resume = useDo("run_resume");
  const cancel = useDo("run_cancel");
  const which = { client, run: run.run };
  const stopping = cancel.isPending || cancel.isSuccess;
  const paused = run.state === "paused";
  const extra = (
    <>
      <Button
        icon={<Stop20Regular />}
        disabledFocusable={stopping}
        onClick={() => cancel.mutate(which)}
        data-testid="run-cancel"
      >
        {stopping ? t("stopping") : t("cancel")}
      </Button>
      {paused ? (
        <Button icon={<Play20Regular />} onClick={() => resume.mutate(which)} data-testid="run-resume">
          {t("resume")}
        </Button>
      ) : (
        <Button
          icon={<Pause20Regular />}
          disabledFocusable={stopping || pause.isPending}
          onClick={() => pause.mutate(which)}
          data-testid="run-pause"
        >
          {t("pause")}
        </Button>
      )}
    </>
  );
  const problem = pause.error ?? resume.error ?? cancel.error;
  return (
    <Bar client={client} problem={problem}>
      <WizardFooter close={false} extra={extra}>
        {paused ? t("paused") : t("background")}
      </WizardFooter>
    </Bar>
  );
}

function Ended({ client, run }: Props) {
  const { t } = useTranslation("apply");
  const { date } = useFormat();
  const undo = useUndo(client);
  const cutover = useAsk("cutover_get", { client });
  // Null until the core has said it; what cannot be told leads nowhere but home.
  const domains = cutover.data?.openDomains ?? (cutover.isError ? 0 : null);
  const review = () => go(paths.step(client, "review"));
  const cut = run.state !== "ended";
  const extra = (
    <>
      {!cut && run.failed > 0 && !run.canRetry && (
        <Button icon={<ArrowClockwise20Regular />} onClick={review} data-testid="run-again">
          {t("failures.again")}
        </Button>
      )}
      {run.undoUntil !== null && (
        <Button
          appearance="subtle"
          icon={<ArrowUndo20Regular />}
          disabledFocusable={undo.busy}
          onClick={() => undo.make(run.run, null)}
          data-testid="run-undo"
        >
          {t("undo")}
        </Button>
      )}
      {(cut || (domains !== null && domains > 0)) && (
        <Button onClick={() => go(paths.cockpit)} data-testid="run-close">
          {t("doneButton")}
        </Button>
      )}
    </>
  );
  // Where it leads must not change under the finger: it waits until that is known. Before all is applied it leads back.
  const primary = cut
    ? { label: t("planRest"), onPress: review }
    : domains
      ? { label: t("nextSteps", { count: domains }), onPress: () => go(paths.page(client, "cutover")) }
      : { label: t("doneButton"), busy: domains === null, onPress: () => go(paths.cockpit) };
  const words =
    run.state === "cancelled"
      ? t("cancelledLead")
      : run.state === "interrupted"
        ? t("interruptedLead")
        : t("doneLead");
  return (
    <Bar client={client} problem={undo.problem}>
      <WizardFooter close={false} extra={extra} primary={primary}>
        {words} {run.undoUntil !== null && t("undoUntil", { date: date(run.undoUntil) })}
      </WizardFooter>
    </Bar>
  );
}
