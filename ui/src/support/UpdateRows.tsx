import { Button, Switch } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons/svg/arrow-download";
import { useTranslation } from "react-i18next";
import { useFormat } from "../parts/format";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import { SettingRow } from "../wizard/options/SettingRow";

interface Props {
  /** Newer versions are looked for by itself. */
  on: boolean;
  onSwitch: (on: boolean) => void;
}

/** Newer versions: asked by a person's wish, offered, never installed. A build without a place to ask says so (W11). */
export function UpdateRows({ on, onSwitch }: Props) {
  const { t } = useTranslation("support");
  const format = useFormat();
  const known = useAsk("update_state", null).data;
  const check = useDo("update_check");
  const open = useDo("update_page_open");
  const icon = <ArrowDownload20Regular />;
  if (!known) return null;
  if (!known.configured) return <SettingRow icon={icon} title={t("update.name")} hint={t("update.none")} />;
  const { offer, askedAt, current } = known;
  const newest = askedAt
    ? `${t("update.newest", { version: current })}, ${t("update.asked", { at: format.timeWithZone(askedAt) })}`
    : t("update.never");
  const problem = check.error ?? open.error;
  return (
    <>
      <SettingRow title={t("update.switch")} hint={t("update.switchHint")} control="check-for-updates">
        <Switch
          id="check-for-updates"
          checked={on}
          onChange={(_, { checked }) => {
            onSwitch(checked);
            if (checked) check.mutate(null);
          }}
        />
      </SettingRow>
      <SettingRow
        icon={icon}
        title={offer ? t("update.offer", { version: offer.version }) : t("update.name")}
        hint={offer ? offer.notes : newest}
      >
        {offer ? (
          <Button onClick={() => open.mutate(null)} data-testid="update-page">
            {t("update.page")}
          </Button>
        ) : (
          <Button
            onClick={() => check.mutate(null)}
            disabledFocusable={check.isPending}
            data-testid="update-check"
          >
            {t("update.check")}
          </Button>
        )}
      </SettingRow>
      {problem && <ProblemBox problem={problem} />}
    </>
  );
}
