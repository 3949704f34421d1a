import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportView } from "../host/bindings";
import { Decision } from "../parts/Decision";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { HourFields } from "./When";

interface Props {
  client: number;
  view: ImportView;
  onClose: () => void;
}

/** Other hours for an import that is there; it may run meanwhile. */
export function HoursDialog({ client, view, onClose }: Props) {
  const { t } = useTranslation("mailimport");
  const [hours, setHours] = useState(view.wish.hours);
  const put = useDo("import_hours");
  return (
    <Decision
      title={t("hours.title")}
      action={t("hours.do")}
      awake={!put.isPending}
      testid="import-hours-dialog"
      onConfirm={() => put.mutate({ client, import: view.id, hours }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <HourFields hours={hours} onChange={setHours} zone={view.zone} />
      <p className="quiet caption">{t("hours.line", { zone: view.zone })}</p>
      {put.error && <ProblemBox problem={put.error} client={client} />}
    </Decision>
  );
}
