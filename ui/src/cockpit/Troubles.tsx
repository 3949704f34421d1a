import { Button } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk } from "../queries/queries";
import css from "./Troubles.module.css";
import type { Acts } from "./useActs";

/** What stands in the way of all clients, or of the action that was just asked for. */
export function Troubles({ acts }: { acts: Acts }) {
  const { t } = useTranslation("cockpit");
  const app = useAsk("app_state", null);
  const vault = app.data?.vaultProblem;
  const { trouble } = acts;
  if (!vault && !trouble) return null;
  return (
    <div className={css.troubles}>
      {vault && (
        <ProblemBox problem={vault} onRetry={{ label: t("common:retry"), press: () => app.refetch() }} />
      )}
      {trouble && (
        <ProblemBox problem={trouble.problem} about={trouble.row.name} client={trouble.row.id}>
          <Button size="small" appearance="subtle" onClick={acts.dismiss}>
            {t("common:close")}
          </Button>
        </ProblemBox>
      )}
    </div>
  );
}
