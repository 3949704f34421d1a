import { Checkbox } from "@fluentui/react-components";
import { Mail20Regular } from "@fluentui/react-icons/svg/mail";
import { PeopleList20Regular } from "@fluentui/react-icons/svg/people-list";
import { useTranslation } from "react-i18next";
import type { ServicesView } from "../../host/bindings";
import css from "./options.module.css";
import { Group, SettingRow } from "./SettingRow";
import type { Form } from "./useOptions";

const services = ["incoming", "outgoing", "archiving"] as const;

/** The services that newly added recipients get, by kind (R3). */
export function DefaultsGroup({ options, edit }: Form) {
  const { t } = useTranslation("options");
  return (
    <Group title={t("defaults.title")}>
      <SettingRow icon={<Mail20Regular />} title={t("defaults.mailboxes")} hint={t("defaults.mailboxesHint")}>
        <Boxes
          of={t("defaults.mailboxes")}
          on={options.defaultMailboxes}
          onChange={(defaultMailboxes) => edit({ defaultMailboxes })}
        />
      </SettingRow>
      <SettingRow icon={<PeopleList20Regular />} title={t("defaults.others")} hint={t("defaults.othersHint")}>
        <Boxes
          of={t("defaults.others")}
          on={options.defaultOthers}
          onChange={(defaultOthers) => edit({ defaultOthers })}
        />
      </SettingRow>
    </Group>
  );
}

interface BoxesProps {
  of: string;
  on: ServicesView;
  onChange: (services: ServicesView) => void;
}

function Boxes({ of, on, onChange }: BoxesProps) {
  const { t } = useTranslation("options");
  return (
    <fieldset className={css.boxes} aria-label={of}>
      {services.map((service) => (
        <Checkbox
          key={service}
          label={t(`service.${service}`)}
          checked={on[service]}
          onChange={(_, { checked }) => onChange({ ...on, [service]: checked === true })}
        />
      ))}
    </fieldset>
  );
}
