import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from "@fluentui/react-components";
import { ArrowExport20Regular } from "@fluentui/react-icons/svg/arrow-export";
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { PlanView } from "../../host/bindings";
import css from "./review.module.css";
import type { Files } from "./useFiles";

/** The plan and its bill as files, and a plan that was made elsewhere taken in. */
export function ExportMenu({ plan, files }: { plan: PlanView; files: Files }) {
  const { t } = useTranslation("review");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button
            icon={<ArrowExport20Regular />}
            disabledFocusable={files.busy}
            data-testid="files"
            className={css.menuButton ?? ""}
          >
            {t("files.menu")} <ChevronDown16Regular aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => files.write("plan_pdf", plan.plan)} data-testid="plan-pdf">
              {t("files.planPdf")}
            </MenuItem>
            <MenuItem onClick={() => files.write("plan_csv", plan.plan)} data-testid="plan-csv">
              {t("files.planCsv")}
            </MenuItem>
            <MenuItem onClick={() => files.write("bill_csv", plan.plan)} data-testid="bill-csv">
              {t("files.billCsv")}
            </MenuItem>
            <MenuDivider />
            {(plan.kind === "sync" || plan.kind === "saved") && (
              <MenuItem onClick={() => files.write("plan_export", plan.plan)} data-testid="plan-export">
                {t("files.export")}
              </MenuItem>
            )}
            <MenuItem onClick={() => input.current?.click()} data-testid="plan-import">
              {t("files.import")}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={t("files.import")}
        onChange={async ({ target }) => {
          const file = target.files?.[0];
          target.value = "";
          if (file) files.take(await file.text());
        }}
        data-testid="plan-file"
      />
    </>
  );
}
