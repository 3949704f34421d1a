import { Button, Checkbox, Select } from "@fluentui/react-components";
import { Dismiss16Regular } from "@fluentui/react-icons/svg/dismiss";
import { Mail20Regular } from "@fluentui/react-icons/svg/mail";
import { PeopleList20Regular } from "@fluentui/react-icons/svg/people-list";
import { useTranslation } from "react-i18next";
import type { ServicesView } from "../../host/bindings";
import { KindIcon, kinds } from "../../parts/KindLabel";
import css from "./options.module.css";
import { Group, SettingRow } from "./SettingRow";
import type { Form } from "./useOptions";

const services = ["incoming", "outgoing", "archiving"] as const;
/** Kinds with a mailbox of their own. */
const ownMailbox: ReadonlySet<string> = new Set(["user", "shared", "room", "equipment"]);

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
      <Own options={options} edit={edit} />
    </Group>
  );
}

/** Kinds with services of their own, which stand over those of their group. */
function Own({ options: { defaultKinds, defaultMailboxes, defaultOthers }, edit }: Form) {
  const { t } = useTranslation("options");
  const name = (kind: string) => t(`common:kind.${kind}`, { defaultValue: kind });
  const left = kinds.filter((kind) => defaultKinds.every((one) => one.kind !== kind));
  const put = (kind: string, services: ServicesView) =>
    edit({ defaultKinds: defaultKinds.map((one) => (one.kind === kind ? { kind, services } : one)) });
  const add = (kind: string) => {
    const services = ownMailbox.has(kind) ? defaultMailboxes : defaultOthers;
    edit({ defaultKinds: [...defaultKinds, { kind, services }] });
  };
  return (
    <>
      {defaultKinds.map(({ kind, services }) => (
        <SettingRow key={kind} icon={<KindIcon kind={kind} />} title={name(kind)}>
          <Boxes of={name(kind)} on={services} onChange={(next) => put(kind, next)} />
          <Button
            appearance="subtle"
            icon={<Dismiss16Regular />}
            aria-label={t("defaults.remove", { kind: name(kind) })}
            onClick={() => edit({ defaultKinds: defaultKinds.filter((one) => one.kind !== kind) })}
          />
        </SettingRow>
      ))}
      {left.length > 0 && (
        <SettingRow title={t("defaults.kind")} hint={t("defaults.kindHint")} control="add-kind">
          <Select id="add-kind" value="" onChange={(_, { value }) => value && add(value)}>
            <option value="">{t("defaults.pick")}</option>
            {left.map((kind) => (
              <option key={kind} value={kind}>
                {name(kind)}
              </option>
            ))}
          </Select>
        </SettingRow>
      )}
    </>
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
