import { useTranslation } from "react-i18next";
import type { ServicesView, WhyOutcome } from "../../host/bindings";
import { ServiceMarks } from "../../parts/ServiceMarks";
import { wordsOf } from "../../problems/words";
import { Link, Source } from "./Link";

/** What the next plan does about it, and by which rule. */
export function OutcomeLink({ outcome, now }: { outcome: WhyOutcome; now: ServicesView | null }) {
  const { t } = useTranslation("mailboxes");
  const problems = useTranslation("problems").t;
  switch (outcome.outcome) {
    case "nothing":
      return <Link state="done" title={t("outcome.nothing")} />;
    case "exempt":
      return <Link state="exempt" title={t("outcome.exempt")} />;
    case "held-by-another":
      return <Link state="refused" title={t("outcome.another", { owner: outcome.owner })} />;
    case "stopped": {
      const { code } = outcome;
      const words = wordsOf(problems, {
        code,
        message: code,
        hints: [],
        detail: null,
        facts: {},
        exit: "other",
      });
      return (
        <Link state="stop" title={t("outcome.stopped")}>
          <Source>{words.line}</Source>
        </Link>
      );
    }
    case "step": {
      const { action, reason, rule, held, after } = outcome;
      return (
        <Link state={held ? "held" : "working"} title={t(`outcome.step.${action}`)}>
          <Source>
            {t(`review:reason.${reason}`, { defaultValue: reason })} ({t("outcome.rule", { rule })})
          </Source>
          {held && <Source>{t([`outcome.held.${held}`, "outcome.held.other"])}</Source>}
          {after?.of === "recipient" ? (
            <ServiceMarks services={after.services} before={now} />
          ) : (
            after === null && <span>{t("outcome.out")}</span>
          )}
        </Link>
      );
    }
  }
}
