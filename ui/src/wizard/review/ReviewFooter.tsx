import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { ClientView, PlanView } from "../../host/bindings";
import { useHome, usePlace, useReview } from "../../parts/place";
import { StateMark } from "../../parts/StateMark";
import { TypedConfirm } from "../../parts/TypedConfirm";
import { type Primary, WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { type Answers, countOf } from "./approvals";
import css from "./review.module.css";
import { SecondPerson } from "./SecondPerson";
import { useApply } from "./useApply";

interface Props {
  client: ClientView;
  plan: PlanView;
  answers: Answers;
  /** Gateway and tenant agree. */
  empty: boolean;
}

/** What stands between the button and the run. */
type Gate = "name" | "second" | null;

/** What stays out, and the one button that changes something; large removals go through a typed name (B3). */
export function ReviewFooter({ client, plan, answers, empty }: Props) {
  const { t } = useTranslation("review");
  const [gate, setGate] = useState<Gate>(null);
  const { row } = client;
  const home = useHome(row.id);
  const review = useReview(row.id);
  const onPage = usePlace() === "page";
  const apply = useApply(row.id);
  const { approved, removals } = countOf(answers.approvals, plan);
  const count = plan.ready + approved;
  const second = plan.approvals.find((one) => one.second);
  const wantsSecond = plan.secondNeeded && approved > 0 && !second;
  const refused = apply.problem?.code ?? "";
  // The core counts for itself, too: what the page did not know of, it asks for now.
  const asks: Gate = refused === "name-needed" ? "name" : refused === "second-needed" ? "second" : gate;
  const start = (name: string | null) => {
    setGate(null);
    void apply.start(plan, answers.approvals, name);
  };
  const close = () => {
    setGate(null);
    apply.reset();
  };
  const large = removals >= plan.typedFrom || (plan.kind === "undo" && plan.nameNeeded);
  const label = count > 0 ? t("apply", { count, client: row.name }) : t("applyNone");
  const primary: Primary =
    plan.kind === "rehearsal"
      ? { label: t("banner.rehearsal.way"), onPress: () => go(review()) }
      : empty
        ? { label: t(onPage ? "agree.onPage" : "agree.action"), onPress: () => go(home) }
        : {
            label: apply.starting ? t("starting") : wantsSecond ? t("second.ask") : label,
            onPress: () => (wantsSecond ? setGate("second") : large ? setGate("name") : start(null)),
            blocked: plan.stale ? t("stale.body") : count === 0 ? t("whyHeld") : undefined,
            busy: apply.starting,
            key: false,
          };
  return (
    <div>
      {apply.problem && asks === null && (
        <div className={css.problem}>
          <ProblemBox problem={apply.problem} client={row.id} />
        </div>
      )}
      <WizardFooter back={paths.step(row.id, "options")} primary={primary} close={!empty}>
        {plan.kind === "rehearsal" ? t("banner.rehearsal.title") : !empty && <StaysOut />}
      </WizardFooter>
      {asks === "name" && (
        <TypedConfirm
          title={t(removals > 0 ? "confirm.title" : "confirm.titleUndo", { count: removals })}
          typed={row.name}
          action={label}
          onClose={close}
          onConfirm={() => start(row.name)}
        >
          {t(removals > 0 ? "confirm.body" : "confirm.bodyUndo", { count: removals })}
        </TypedConfirm>
      )}
      {asks === "second" && <SecondPerson client={client} plan={plan} onClose={close} />}
    </div>
  );

  function StaysOut() {
    return (
      <>
        {plan.held > approved ? (
          <StateMark state="held">{t("footer.held", { count: plan.held - approved })}</StateMark>
        ) : (
          t("footer.all")
        )}{" "}
        {approved > 0 && second && (
          <span className="quiet">{t("second.by", { account: second.account ?? second.who })}</span>
        )}
      </>
    );
  }
}
