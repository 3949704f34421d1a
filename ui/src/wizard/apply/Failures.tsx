import { Button } from "@fluentui/react-components";
import { ArrowClockwise16Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { useTranslation } from "react-i18next";
import type { RunView } from "../../host/bindings";
import { Panel } from "../../parts/Panel";
import { StateIcon } from "../../parts/StateMark";
import { ProblemBox } from "../../problems/ProblemBox";
import { rawOf, wordsOf } from "../../problems/words";
import { useDo } from "../../queries/queries";
import css from "./apply.module.css";

/** What failed, in words, with the raw answer folded; shown as soon as it happens. */
export function Failures({ client, run }: { client: number; run: RunView }) {
  const { t } = useTranslation("apply");
  const retry = useDo("run_retry");
  const { t: problems } = useTranslation("problems");
  const { failed: count } = run;
  if (count === 0) return null;
  const failures = run.failures.map((one) => ({ ...one, ...wordsOf(problems, one.problem) }));
  const goesOn = run.state === "running" || run.state === "paused";
  const aside = goesOn
    ? t("failures.later")
    : failures.length < count
      ? t("failures.first", { count: failures.length })
      : null;
  return (
    <div role="alert" data-testid="failures">
      <Panel
        flush
        title={goesOn ? t("failures.soFar", { count }) : t("failures.title", { count })}
        aside={
          <>
            {aside && <span className="quiet caption">{aside}</span>}
            {run.canRetry && (
              <Button
                size="small"
                icon={<ArrowClockwise16Regular />}
                disabledFocusable={retry.isPending}
                onClick={() => retry.mutate({ client, run: run.run })}
                data-testid="run-retry"
              >
                {retry.isPending ? t("failures.retrying") : t("failures.retry")}
              </Button>
            )}
          </>
        }
      >
        {retry.error && <ProblemBox problem={retry.error} />}
        <ul>
          {failures.map(({ seq, key, name, problem, what, you }) => (
            <li key={seq} className={css.failure}>
              <StateIcon state="failing" />
              <div>
                <b>{name || key}</b> {name && <span className="quiet">{key}</span>}
                <p>{what}</p>
                {you[0] && <p className="quiet caption">{you[0]}</p>}
                <details>
                  <summary aria-label={t("failures.rawOf", { name: name || key })}>
                    {t("failures.raw")}
                  </summary>
                  <pre>{rawOf(problem)}</pre>
                </details>
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
