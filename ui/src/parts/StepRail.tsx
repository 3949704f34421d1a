import { Checkmark16Regular } from "@fluentui/react-icons/svg/checkmark";
import { Save16Regular } from "@fluentui/react-icons/svg/save";
import { useTranslation } from "react-i18next";
import css from "./StepRail.module.css";

export interface RailStep {
  id: string;
  label: string;
  note?: string | undefined;
  /** Where it leads; without it the step cannot be opened yet. */
  href?: string | undefined;
  done: boolean;
}

/** The steps of the wizard: where one is, what is done, where one may go. */
export function StepRail({ steps, current }: { steps: RailStep[]; current: string }) {
  const { t } = useTranslation();
  return (
    <nav className={css.rail} aria-label={t("rail.steps")}>
      <ol className={css.steps}>
        {steps.map((step, at) => {
          const here = step.id === current;
          const inside = (
            <>
              <span className={css.mark} data-done={step.done && !here ? "" : undefined} aria-hidden>
                {step.done && !here ? <Checkmark16Regular /> : at + 1}
              </span>
              <span className={css.words}>
                <span className={css.label}>{step.label}</span>
                {step.note && <span className={css.note}>{step.note}</span>}
              </span>
              {step.done && !here && <span className="unseen">{t("rail.done")}</span>}
            </>
          );
          return (
            <li key={step.id}>
              {step.href ? (
                <a
                  className={css.step}
                  href={step.href}
                  aria-current={here ? "step" : undefined}
                  title={step.label}
                  data-testid={`rail-${step.id}`}
                >
                  {inside}
                </a>
              ) : (
                <span className={css.step} data-ahead="" title={step.label}>
                  {inside}
                </span>
              )}
            </li>
          );
        })}
      </ol>
      <p className={css.foot}>
        <Save16Regular aria-hidden />
        <span className={css.words}>{t("rail.saved")}</span>
      </p>
    </nav>
  );
}
