import { Button, Tooltip } from "@fluentui/react-components";
import { Checkmark16Regular } from "@fluentui/react-icons/svg/checkmark";
import { Copy16Regular } from "@fluentui/react-icons/svg/copy";
import { useTranslation } from "react-i18next";
import css from "./Copyable.module.css";
import { useCopy } from "./copy";

/** A value that is needed elsewhere: shown whole, in mono, with a button that copies it. */
export function Copyable({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  return (
    <span className={css.box}>
      <span className={css.value}>{value}</span>
      <Tooltip content={copied ? t("copy.done") : t("copy.what", { what: label })} relationship="label">
        <Button
          appearance="transparent"
          size="small"
          icon={copied ? <Checkmark16Regular /> : <Copy16Regular />}
          onClick={() => copy(value)}
        />
      </Tooltip>
      <span className="unseen" role="status">
        {copied ? t("copy.done") : ""}
      </span>
    </span>
  );
}
