import { useTranslation } from "react-i18next";
import type { RunView } from "../../host/bindings";
import { Panel } from "../../parts/Panel";
import { StateIcon } from "../../parts/StateMark";
import { wordsOf } from "../../problems/words";
import css from "./apply.module.css";

/** What failed, in words, with the raw answer folded; shown as soon as it happens. */
export function Failures({ run }: { run: RunView }) {
  const { t } = useTranslation("apply");
  const { t: problems } = useTranslation("problems");
  const { failed: count, failures } = run;
  if (count === 0) return null;
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
        aside={aside && <span className="quiet caption">{aside}</span>}
      >
        <ul>
          {failures.map(({ seq, key, name, problem }) => (
            <li key={seq} className={css.failure}>
              <StateIcon state="failing" />
              <div>
                <b>{name || key}</b> {name && <span className="quiet">{key}</span>}
                <p>{wordsOf(problems, problem).what}</p>
                {problem.hints[0] && <p className="quiet caption">{problem.hints[0]}</p>}
                <details>
                  <summary aria-label={t("failures.rawOf", { name: name || key })}>
                    {t("failures.raw")}
                  </summary>
                  <pre>{[problem.code, problem.detail ?? problem.message].join("\n")}</pre>
                </details>
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
