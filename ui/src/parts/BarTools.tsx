import { Button, Tooltip } from "@fluentui/react-components";
import { QuestionCircle20Regular } from "@fluentui/react-icons/svg/question-circle";
import { Search20Regular } from "@fluentui/react-icons/svg/search";
import { Settings20Regular } from "@fluentui/react-icons/svg/settings";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import css from "./BarTools.module.css";
import { KeyHint } from "./KeyHint";

/** What has a key is done by that key, so that a click and the key cannot differ. */
function press(key: string, ctrlKey = false) {
  document.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, cancelable: true }));
}

/** What is at hand on every page, at the right end of its bar. */
export function BarTools() {
  const { t } = useTranslation();
  return (
    <div className={css.tools}>
      <button
        type="button"
        className={css.find}
        title={t("bar.find")}
        onClick={() => press("k", true)}
        data-testid="open-palette"
      >
        <Search20Regular aria-hidden />
        <span className={css.words}>{t("bar.find")}</span>
        <KeyHint keys={["Ctrl", "K"]} />
      </button>
      <Tool name="keys" icon={<QuestionCircle20Regular />} onPress={() => press("F1")} />
      <Tool name="settings" icon={<Settings20Regular />} onPress={() => go(paths.settings)} />
    </div>
  );
}

function Tool({ name, icon, onPress }: { name: string; icon: ReactElement; onPress: () => void }) {
  const { t } = useTranslation();
  return (
    <Tooltip content={t(`bar.${name}`)} relationship="label">
      <Button
        appearance="transparent"
        className={css.tool}
        icon={icon}
        onClick={onPress}
        data-testid={`open-${name}`}
      />
    </Tooltip>
  );
}
