import { Button } from "@fluentui/react-components";
import { Copy16Regular } from "@fluentui/react-icons/svg/copy";
import { useTranslation } from "react-i18next";
import type { StepView } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import { useCopy } from "../parts/copy";
import css from "./cutover.module.css";

/** What is there now, what it is to be, and the lines that make it so. */
export function Values({ step, title }: { step: StepView; title: string }) {
  const { t } = useTranslation("cutover");
  const { kind, code, facts, now, wanted, powershell, state } = step;
  if (now.length === 0 && wanted.length === 0 && !powershell) return null;
  return (
    <dl className={css.values}>
      {now.length > 0 && (
        <div>
          <dt>{t("now")}</dt>
          <dd className="mono" data-testid="now">
            {now.map((line) => (
              <span key={line} className={css.value}>
                {line}
              </span>
            ))}
          </dd>
        </div>
      )}
      {wanted.length > 0 && (
        <div>
          <dt>{t(state === "done" ? "next" : "wanted")}</dt>
          <dd className={css.wanted} data-testid="wanted">
            {wanted.map((line) => (
              <Copyable key={line} value={line} label={title} />
            ))}
          </dd>
        </div>
      )}
      {powershell && (
        <div>
          <dt>PowerShell</dt>
          <dd>
            {kind === "outbound-connector" && facts.count && (
              <p>{facts.group ? t("scope.group", { group: facts.group }) : t("scope.domains")}</p>
            )}
            {code.endsWith("-ipv6") && <p>{t("scope.ipv4")}</p>}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the arrow keys */}
            <pre className={css.script} tabIndex={0}>
              {powershell}
            </pre>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Lines for Exchange Online PowerShell, to the clipboard. */
export function CopyPowerShell({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation("cutover");
  const { copied, copy } = useCopy();
  return (
    <Button
      size="small"
      appearance="subtle"
      icon={<Copy16Regular />}
      aria-label={t("copyOf", { what })}
      onClick={() => copy(text)}
      data-testid="copy-powershell"
    >
      {copied ? t("common:copy.done") : t("copy")}
    </Button>
  );
}
