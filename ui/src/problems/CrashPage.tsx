import { Button } from "@fluentui/react-components";
import { Copy16Regular } from "@fluentui/react-icons/svg/copy";
import { useTranslation } from "react-i18next";
import type { Problem } from "../host/bindings";
import { useCopy } from "../parts/copy";
import { TopBar } from "../parts/TopBar";
import { useDo } from "../queries/queries";
import css from "./CrashPage.module.css";
import { ProblemBox } from "./ProblemBox";

interface Props {
  problem: Problem;
  onReload: () => void;
}

/** In the place of a screen that cannot be shown; the rest of the program goes on. */
export function CrashPage({ problem, onReload }: Props) {
  const { t } = useTranslation("support");
  const { copied, copy } = useCopy();
  const diagnostics = useDo("diagnostics");
  // A core that does not answer is told by its problem: the code alone, since its words may name a folder.
  const own = `Problem: ${problem.code}\nPage: ${navigator.userAgent}\n`;
  const press = () =>
    void diagnostics.mutateAsync(null).then(
      ({ text }) => copy(`${text}${own}`),
      () => copy(own),
    );
  return (
    <div className={css.frame}>
      <TopBar />
      <main className={css.main} data-testid="screen-crash">
        <ProblemBox problem={problem} onRetry={{ label: t("reload"), press: onReload }}>
          <Button size="small" icon={<Copy16Regular />} onClick={press} data-testid="copy-diagnostics">
            {t(copied ? "common:copy.done" : "copyDiagnostics")}
          </Button>
        </ProblemBox>
        <span className="unseen" role="status">
          {copied ? t("common:copy.done") : ""}
        </span>
      </main>
    </div>
  );
}
