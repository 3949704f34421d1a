import { Button } from "@fluentui/react-components";
import { Box20Regular } from "@fluentui/react-icons/svg/box";
import { Stethoscope20Regular } from "@fluentui/react-icons/svg/stethoscope";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCopy } from "../parts/copy";
import { Opening } from "../parts/Opening";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { Group, SettingRow } from "../wizard/options/SettingRow";

const BundleDialog = lazy(() => import("./BundleDialog"));

/** What can be handed to somebody who helps; nothing is sent by itself (W11). */
export function SupportGroup() {
  const { t } = useTranslation("support");
  const [looks, setLooks] = useState(false);
  const diagnostics = useDo("diagnostics");
  const { copied, copy } = useCopy();
  const press = () => diagnostics.mutate(null, { onSuccess: ({ text }) => void copy(text) });
  return (
    <Group title={t("title")}>
      <SettingRow icon={<Stethoscope20Regular />} title={t("diagnostics")} hint={t("diagnosticsHint")}>
        <Button onClick={press} data-testid="copy-diagnostics">
          {t(copied ? "common:copy.done" : "copyDiagnostics")}
        </Button>
      </SettingRow>
      <SettingRow icon={<Box20Regular />} title={t("bundle.name")} hint={t("bundle.hint")}>
        <Button onClick={() => setLooks(true)} data-testid="bundle-look">
          {t("bundle.look")}
        </Button>
      </SettingRow>
      {diagnostics.error && <ProblemBox problem={diagnostics.error} />}
      <Opening onClose={() => setLooks(false)}>
        {looks && <BundleDialog onClose={() => setLooks(false)} />}
      </Opening>
    </Group>
  );
}
