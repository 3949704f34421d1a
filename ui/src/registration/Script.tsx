import { Button } from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons/svg/copy";
import { useTranslation } from "react-i18next";
import { useCopy } from "../parts/copy";
import css from "./registration.module.css";

/** A script to copy and run elsewhere; it prints the application id at its end. */
export function Script({ text, line }: { text: string; line: string }) {
  const { t } = useTranslation("registration");
  const { copied, copy } = useCopy();
  return (
    <div className={css.stack}>
      <div className={css.line}>
        <p className="quiet">{line}</p>
        <Button icon={<Copy20Regular />} onClick={() => copy(text)} data-testid="copy-script">
          {copied ? t("common:copy.done") : t("script.copy")}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the arrow keys */}
      <pre className={css.script} tabIndex={0} data-testid="script">
        {text}
      </pre>
    </div>
  );
}
