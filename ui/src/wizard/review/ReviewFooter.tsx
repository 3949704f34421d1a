import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { ClientView, PlanView } from "../../host/bindings";
import { StateMark } from "../../parts/StateMark";
import { TypedConfirm } from "../../parts/TypedConfirm";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { type Answers, countOf, heldRemovals, LARGE } from "./approvals";
import css from "./review.module.css";
import { useApply } from "./useApply";

interface Props {
  client: ClientView;
  plan: PlanView;
  answers: Answers;
  /** Gateway and tenant agree. */
  empty: boolean;
}

/** What stays out, and the one button that changes something; large removals go through a typed name. */
export function ReviewFooter({ client, plan, answers, empty }: Props) {
  const { t } = useTranslation("review");
  const [asking, setAsking] = useState(false);
  const { row } = client;
  const apply = useApply(row.id);
  const { approved, removals } = countOf(answers.approvals, plan.held, heldRemovals(plan));
  const count = plan.ready + approved;
  const label = count > 0 ? t("apply", { count, client: row.name }) : t("applyNone");
  const start = () => apply.start(plan, answers.approvals);
  const blocked = plan.stale ? t("stale.body") : count === 0 ? t("whyHeld") : undefined;
  const primary = empty
    ? { label: t("agree.action"), onPress: () => go(paths.cockpit) }
    : {
        label: apply.starting ? t("starting") : label,
        onPress: () => (removals >= LARGE ? setAsking(true) : start()),
        blocked,
        busy: apply.starting,
        key: false,
      };
  return (
    <div>
      {apply.problem && (
        <div className={css.problem}>
          <ProblemBox problem={apply.problem} />
        </div>
      )}
      <WizardFooter back={paths.step(row.id, "options")} primary={primary} close={!empty}>
        {!empty &&
          (plan.held > approved ? (
            <StateMark state="held">{t("footer.held", { count: plan.held - approved })}</StateMark>
          ) : (
            t("footer.all")
          ))}
      </WizardFooter>
      {asking && (
        <TypedConfirm
          title={t("confirm.title", { count: removals })}
          typed={row.name}
          action={label}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            start();
          }}
        >
          {t("confirm.body", { count: removals })}
        </TypedConfirm>
      )}
    </div>
  );
}
