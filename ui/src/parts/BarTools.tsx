import { Button, Tooltip } from "@fluentui/react-components";
import { Settings20Regular } from "@fluentui/react-icons/svg/settings";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import css from "./BarTools.module.css";

/** What is at hand on every page, at the right end of its bar. */
export function BarTools() {
  const { t } = useTranslation();
  return (
    <div className={css.tools}>
      <Tooltip content={t("bar.settings")} relationship="label">
        <Button
          appearance="transparent"
          className={css.tool}
          icon={<Settings20Regular />}
          onClick={() => go(paths.settings)}
          data-testid="open-settings"
        />
      </Tooltip>
    </div>
  );
}
