import { MenuDivider, MenuItem } from "@fluentui/react-components";
import { BranchFork20Regular } from "@fluentui/react-icons/svg/branch-fork";
import { History20Regular } from "@fluentui/react-icons/svg/history";
import { MoreHorizontal20Regular } from "@fluentui/react-icons/svg/more-horizontal";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow, PlanView } from "../../host/bindings";
import { FileMenu } from "../../parts/FileMenu";
import { Opening } from "../../parts/Opening";
import type { Files } from "./useFiles";

const HistoryDrawer = lazy(() => import("../../history/HistoryDrawer"));
const Rehearsal = lazy(() => import("../../rehearsal/Rehearsal"));

interface Props {
  client: ClientRow;
  plan: PlanView;
  files: Files;
}

/** What was done, what can be tried, the plan and its bill as files, and a plan that was made elsewhere taken in. */
export function MoreMenu({ client, plan: { plan, kind }, files }: Props) {
  const { t } = useTranslation("review");
  const [sheet, setSheet] = useState<"history" | "rehearsal" | null>(null);
  const close = () => setSheet(null);
  return (
    <>
      <FileMenu
        label={t("files.menu")}
        icon={<MoreHorizontal20Regular />}
        busy={files.busy}
        testid="files"
        takes={{
          label: t("files.import"),
          accept: ".json,application/json",
          onText: files.take,
          item: "plan-import",
          field: "plan-file",
        }}
      >
        <MenuItem icon={<History20Regular />} onClick={() => setSheet("history")} data-testid="history-open">
          {t("history:open")}
        </MenuItem>
        {kind === "sync" && (
          <MenuItem
            icon={<BranchFork20Regular />}
            onClick={() => setSheet("rehearsal")}
            data-testid="rehearsal-open"
          >
            {t("rehearsal:open")}
          </MenuItem>
        )}
        <MenuDivider />
        <MenuItem onClick={() => files.write("plan_pdf", plan)} data-testid="plan-pdf">
          {t("files.planPdf")}
        </MenuItem>
        <MenuItem onClick={() => files.write("plan_csv", plan)} data-testid="plan-csv">
          {t("files.planCsv")}
        </MenuItem>
        <MenuItem onClick={() => files.write("bill_csv", plan)} data-testid="bill-csv">
          {t("files.billCsv")}
        </MenuItem>
        {(kind === "sync" || kind === "saved") && (
          <MenuItem onClick={() => files.write("plan_export", plan)} data-testid="plan-export">
            {t("files.export")}
          </MenuItem>
        )}
        <MenuDivider />
      </FileMenu>
      <Opening onClose={close}>
        {sheet === "history" && <HistoryDrawer client={client} onClose={close} />}
        {sheet === "rehearsal" && <Rehearsal client={client} onClose={close} />}
      </Opening>
    </>
  );
}
