import { useTranslation } from "react-i18next";
import { TypedConfirm } from "../../parts/TypedConfirm";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import type { Of } from "./BulkDialog";

/** R12: settings reach mailboxes that were here before only when a person says so. */
export function SettingsDialog({ client, asking: { target, count }, onClose }: Of<"settings">) {
  const { t } = useTranslation("mailboxes");
  const apply = useDo("settings_apply");
  const confirm = () => apply.mutate({ client, target }, { onSuccess: onClose });
  return (
    <TypedConfirm
      title={t("settings.title", { count })}
      action={t("settings.action", { count })}
      busy={apply.isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t("settings.body")}</p>
      <p className="quiet">{t("settings.then")}</p>
      {apply.error && <ProblemBox problem={apply.error} />}
    </TypedConfirm>
  );
}
