import { Button, MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { CheckmarkCircle32Regular } from "@fluentui/react-icons/svg/checkmark-circle";
import { useTranslation } from "react-i18next";
import { paths } from "../../app/route";
import type { ClientView, PlanView, Problem } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { PageHead } from "../../parts/PageHead";
import { usePlace } from "../../parts/place";
import { useTellPlan } from "../../parts/planShown";
import { Empty } from "../../parts/States";
import { StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { Written } from "../../parts/Written";
import { ProblemBox } from "../../problems/ProblemBox";
import type { StepProps } from "../steps";
import { countOf, useApprovals } from "./approvals";
import { fingerprint } from "./changes";
import { KindBanner } from "./KindBanner";
import { MoreMenu } from "./MoreMenu";
import { PlanChanges } from "./PlanChanges";
import { Planning } from "./Planning";
import { ReviewFooter } from "./ReviewFooter";
import css from "./review.module.css";
import { useAnswer } from "./useAnswer";
import { useFiles } from "./useFiles";
import { usePlan } from "./usePlan";

/** Every change before it happens. */
export default function ReviewStep({ client, plan: asked }: StepProps) {
  const { t } = useTranslation("review");
  const title = useTitle();
  const { plan, problem, again, replace } = usePlan(client.row.id, asked);
  if (plan)
    return <Reviewed client={client} plan={plan} problem={problem} onAgain={again} onPlan={replace} />;
  return (
    <StepPage testid="screen-review" footer={<WizardFooter back={paths.step(client.row.id, "options")} />}>
      <PageHead title={title} line={t("nothingChanged")} />
      {problem ? (
        <ProblemBox problem={problem} client={client.row.id} onRetry={{ label: t("again"), press: again }} />
      ) : (
        <Planning client={client} />
      )}
    </StepPage>
  );
}

/** A step is called otherwise than the tab of a client's page. */
function useTitle() {
  const { t } = useTranslation("review");
  return t(usePlace() === "page" ? "page:tab.changes" : "title");
}

interface ReviewedProps {
  client: ClientView;
  plan: PlanView;
  /** It could not be read again, or not made again. */
  problem: Problem | null;
  onAgain: () => void;
  /** Another plan took this one's place. */
  onPlan: (next: PlanView) => void;
}

function Reviewed({ client, plan, problem, onAgain, onPlan }: ReviewedProps) {
  const { t } = useTranslation("review");
  const { timeWithZone } = useFormat();
  const title = useTitle();
  const id = client.row.id;
  const answers = useApprovals(plan.hash);
  const answering = useAnswer(id, plan, answers, onPlan);
  const { approved } = countOf(answers.approvals, plan);
  // A rehearsal changes nothing, so that nothing of it waits.
  useTellPlan(plan.held - approved, plan.ready + approved, plan.kind !== "rehearsal");
  const files = useFiles(id);
  const empty = plan.ready === 0 && plan.held === 0;
  const said = { plan: plan.plan, made: timeWithZone(plan.madeAt), read: timeWithZone(plan.readAt) };
  return (
    <StepPage
      testid="screen-review"
      footer={<ReviewFooter client={client} plan={plan} answers={answers} empty={empty} />}
    >
      <PageHead
        title={plan.kind === "sync" ? title : t(`titleOf.${plan.kind}`)}
        line={
          <>
            {t("lead", said)}{" "}
            <span className="mono" title={t("fingerprint", { hash: plan.hash })}>
              {fingerprint(plan.hash)}
            </span>
            . {t("nothingChanged")}
          </>
        }
      >
        {plan.kind !== "rehearsal" && (
          <Button icon={<ArrowClockwise20Regular />} onClick={onAgain} data-testid="plan-again">
            {t("again")}
          </Button>
        )}
        <MoreMenu client={client.row} plan={plan} files={files} />
      </PageHead>
      <div className={css.page}>
        <KindBanner client={client.row} plan={plan} />
        {problem && (
          <ProblemBox problem={problem} client={id} onRetry={{ label: t("again"), press: onAgain }} />
        )}
        {plan.stale && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{t("stale.title")}</MessageBarTitle>
              {t("stale.body")}
            </MessageBarBody>
          </MessageBar>
        )}
        {answering.last && (
          <MessageBar intent="success" data-testid="answered">
            <MessageBarBody>
              {t(`answer.${answering.last.answer}.given`, { count: answering.last.count })}
            </MessageBarBody>
          </MessageBar>
        )}
        {answering.problem && <ProblemBox problem={answering.problem} />}
        {files.problem && <ProblemBox problem={files.problem} />}
        {files.written && <Written words={t("files.written")} path={files.written} testid="written" />}
        {empty ? (
          <Empty
            icon={<CheckmarkCircle32Regular />}
            title={t(plan.kind === "undo" ? "agree.undoTitle" : "agree.title")}
            line={t(plan.kind === "undo" ? "agree.undoBody" : "agree.body")}
          />
        ) : (
          <PlanChanges
            row={client.row}
            client={id}
            plan={plan}
            answers={answers}
            answering={answering}
            approved={approved}
          />
        )}
      </div>
    </StepPage>
  );
}
