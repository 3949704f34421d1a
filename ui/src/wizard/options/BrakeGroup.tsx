import { Input, SpinButton, type SpinButtonOnChangeData, Switch } from "@fluentui/react-components";
import { HandRight20Regular } from "@fluentui/react-icons/svg/hand-right";
import { PeopleCheckmark20Regular } from "@fluentui/react-icons/svg/people-checkmark";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OptionsScreen, OptionsView } from "../../host/bindings";
import css from "./options.module.css";
import { Group, Outcome, SettingRow } from "./SettingRow";
import type { Form } from "./useOptions";

/** The number that was stepped to or typed, within its bounds; null when it is none. */
export function numberOf({ value, displayValue }: SpinButtonOnChangeData, least: number, most: number) {
  const number = value ?? Number.parseInt(displayValue ?? "", 10);
  return Number.isFinite(number) ? Math.min(Math.max(Math.round(number), least), most) : null;
}

/** Accounts as they were typed: apart by commas, semicolons or spaces. */
export function accountsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

interface BrakeProps extends Form {
  /** What is half typed. */
  type: (change: Partial<OptionsView>) => void;
  screen: OptionsScreen;
}

/** When removals are held, and who has to agree. */
export function BrakeGroup({ options, edit, type, screen }: BrakeProps) {
  const { t } = useTranslation("options");
  return (
    <Group title={t("brake.title")}>
      <Limits options={options} edit={edit} screen={screen} />
      <SettingRow
        icon={<PeopleCheckmark20Regular />}
        title={t("brake.second")}
        hint={t("brake.secondHint")}
        control="second-person"
      >
        <Switch
          id="second-person"
          checked={options.secondPerson}
          onChange={(_, { checked }) => edit({ secondPerson: checked })}
          data-testid="second-person"
        />
      </SettingRow>
      {options.secondPerson && <Approvers options={options} edit={edit} type={type} />}
    </Group>
  );
}

/** Who may be the second person. Half a name is none: they count once the field is left, or with the page. */
function Approvers({ options, edit, type }: Omit<BrakeProps, "screen">) {
  const { t } = useTranslation("options");
  const [typed, setTyped] = useState<string | null>(null);
  const done = () => {
    if (typed !== null) edit({ approvers: accountsOf(typed) });
    setTyped(null);
  };
  return (
    <SettingRow title={t("brake.approvers")} hint={t("brake.approversHint")} control="approvers">
      <Input
        id="approvers"
        className={css.wide ?? ""}
        value={typed ?? options.approvers.join(", ")}
        placeholder={t("brake.approversAny")}
        onChange={(_, { value }) => {
          setTyped(value);
          type({ approvers: accountsOf(value) });
        }}
        onBlur={done}
        data-testid="approvers"
      />
    </SettingRow>
  );
}

/** When removals are held, with the number that it comes to for this client (B1). */
export function Limits({ options, edit, screen }: Form & { screen: OptionsScreen }) {
  const { t } = useTranslation("options");
  const limit = screen.brakeLimit > 0 ? t("brake.limit", { count: screen.brakeLimit }) : t("brake.limitZero");
  // Fluent has English names for these.
  const steps = {
    incrementButton: { "aria-label": t("common:field.more") },
    decrementButton: { "aria-label": t("common:field.less") },
  };
  return (
    <>
      <SettingRow
        icon={<HandRight20Regular />}
        title={t("brake.share")}
        hint={t("brake.shareHint")}
        control="brake-percent"
      >
        <SpinButton
          id="brake-percent"
          {...steps}
          min={1}
          max={100}
          value={options.brakePercent}
          displayValue={`${options.brakePercent} %`}
          onChange={(_, data) => {
            const brakePercent = numberOf(data, 1, 100);
            if (brakePercent !== null) edit({ brakePercent });
          }}
        />
      </SettingRow>
      <SettingRow title={t("brake.floor")} hint={t("brake.floorHint")} control="brake-floor">
        <SpinButton
          id="brake-floor"
          {...steps}
          min={0}
          max={1000}
          value={options.brakeFloor}
          onChange={(_, data) => {
            const brakeFloor = numberOf(data, 0, 1000);
            if (brakeFloor !== null) edit({ brakeFloor });
          }}
        />
      </SettingRow>
      <Outcome facts={[[t("brake.means", { count: screen.inScope }), limit]]} />
    </>
  );
}
