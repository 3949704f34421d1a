import { Button } from "@fluentui/react-components";
import { ArrowClockwise16Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../host/bindings";
import { Facts } from "../parts/Facts";
import { StateMark } from "../parts/StateMark";
import css from "./ProblemBox.module.css";
import { entryOf } from "./table";
import { wordsOf } from "./words";

interface Props {
  problem: Problem;
  onRetry?: { label: string; press: () => unknown };
  /** Further ways on, beside *Try again*. */
  children?: ReactNode;
}

/** What happened, what was done about it, what the person can do; the raw cause one click away (B8). */
export function ProblemBox({ problem, onRetry, children }: Props) {
  const { t } = useTranslation("problems");
  const words = wordsOf(t, problem);
  const { state, severity } = entryOf(problem.code);
  const cause = [problem.message, problem.detail].filter((line) => line && line !== words.what).join("\n");
  return (
    <div
      className={css.box}
      data-severity={severity}
      data-testid="problem"
      data-code={problem.code}
      role={severity === "info" ? "status" : "alert"}
    >
      <h3 className={css.title}>
        <StateMark state={state}>{words.title}</StateMark>
      </h3>
      <Facts
        facts={[
          [t("what"), words.what],
          ...words.you.map((hint, at) => [at === 0 ? t("you") : "", hint] as const),
        ]}
      />
      {(onRetry || children) && (
        <div className={css.actions}>
          {onRetry && (
            <Button size="small" icon={<ArrowClockwise16Regular />} onClick={() => onRetry.press()}>
              {onRetry.label}
            </Button>
          )}
          {children}
        </div>
      )}
      {cause && (
        <details className={css.cause}>
          <summary>{t("cause")}</summary>
          <pre>{cause}</pre>
        </details>
      )}
    </div>
  );
}
