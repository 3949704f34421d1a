import { useTranslation } from "react-i18next";
import type { CheckView } from "../../host/bindings";
import { StateMark } from "../../parts/StateMark";
import css from "./Checks.module.css";

/** Refusals in the page's words; of anything else the core says what happened. */
const worded = ["role-missing", "permission-missing"];

/** What the account was let read when it was tried: a granted permission is worth no more than its role. */
export function Checks({ checks }: { checks: readonly CheckView[] }) {
  const { t } = useTranslation("connect");
  return (
    <section className={css.box} data-testid="checks">
      <h3 className={css.title}>{t("receipt.checks")}</h3>
      <ul className={css.list}>
        {checks.map(({ what, permission, ok, why, code }) => (
          <li key={what}>
            <StateMark state={ok ? "done" : "look"}>
              {t(`check.${what}.name`, { defaultValue: what })}
              <span className="unseen">: {t(ok ? "receipt.may" : "receipt.mayNot")}</span>
            </StateMark>
            {!ok && (
              <span className={css.why}>
                {why && !worded.includes(code ?? "")
                  ? why
                  : `${t(`lack.${code ?? "permission-missing"}`, { permission, context: what })} ${t(`check.${what}.without`, { defaultValue: "" })}`}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
