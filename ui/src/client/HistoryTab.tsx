import { useTranslation } from "react-i18next";
import { HistoryList } from "../history/HistoryList";
import { PageHead } from "../parts/PageHead";
import { StepPage } from "../parts/StepPage";
import type { StepProps } from "../wizard/steps";
import css from "./page.module.css";

/** Every run, every row, and the way back of each. */
export default function HistoryTab({ client }: StepProps) {
  const { t } = useTranslation("history");
  return (
    <StepPage testid="screen-history" footer={null}>
      <PageHead title={t("open")} line={t("line")} />
      <div className={css.white}>
        <HistoryList client={client.row.id} />
      </div>
    </StepPage>
  );
}
