import { Input, Select } from "@fluentui/react-components";
import { ArrowSync20Regular } from "@fluentui/react-icons/svg/arrow-sync";
import { PersonAdd20Regular } from "@fluentui/react-icons/svg/person-add";
import { PersonDelete20Regular } from "@fluentui/react-icons/svg/person-delete";
import { useTranslation } from "react-i18next";
import { Group, SettingRow } from "./SettingRow";
import type { Form } from "./useOptions";

const intervals = [15, 30, 60, 120, 240, 480, 1440, 0];
/** In the place of minutes: once a day at a time. */
const DAILY = "daily";
const usualTime = "06:00";
const days = [7, 14, 30, 60, 90];
/** The days of a `stop-after:DAYS` rule; null for the others. */
const daysOf = (rule: string) => (rule.startsWith("stop-after:") ? Number(rule.slice(11)) : null);

/** How tenant and gateway are kept the same later. */
export function StepGroup({ options, edit }: Form) {
  const { t } = useTranslation("options");
  const { syncMinutes, syncDaily } = options;
  const offered = intervals.includes(syncMinutes) ? intervals : [syncMinutes, ...intervals];
  return (
    <Group title={t("step.title")}>
      <SettingRow
        icon={<ArrowSync20Regular />}
        title={t("step.sync")}
        hint={t(syncDaily === null ? "step.syncHint" : "step.syncHintDaily")}
        control="sync"
      >
        <Select
          id="sync"
          value={syncDaily === null ? syncMinutes : DAILY}
          onChange={(_, { value }) =>
            edit(
              value === DAILY
                ? { syncMinutes: 1440, syncDaily: usualTime }
                : { syncMinutes: Number(value), syncDaily: null },
            )
          }
        >
          <option value={DAILY}>{t("step.daily")}</option>
          {offered.map((minutes) => (
            <option key={minutes} value={minutes}>
              {intervals.includes(minutes)
                ? t(`step.every.${minutes}`)
                : t("step.every.other", { count: minutes })}
            </option>
          ))}
        </Select>
        {syncDaily !== null && (
          <Input
            type="time"
            aria-label={t("step.dailyAt")}
            value={syncDaily}
            // A field is empty while a time is half typed.
            onChange={(_, { value }) => value && edit({ syncDaily: value })}
            data-testid="sync-daily"
          />
        )}
      </SettingRow>
      <Policies options={options} edit={edit} />
    </Group>
  );
}

/** What happens to those who come and those who leave (R6, R7). */
export function Policies({ options, edit }: Form) {
  const { t } = useTranslation("options");
  const { newMailboxes } = options;
  return (
    <>
      <SettingRow
        icon={<PersonAdd20Regular />}
        title={t("step.new")}
        hint={t(newMailboxes === "review" ? "step.newHintReview" : "step.newHintAdd")}
        control="new-mailboxes"
      >
        <Select
          id="new-mailboxes"
          value={newMailboxes}
          onChange={(_, { value }) => edit({ newMailboxes: value })}
        >
          <option value="add">{t("step.add")}</option>
          <option value="review">{t("step.review")}</option>
        </Select>
      </SettingRow>
      <SettingRow icon={<PersonDelete20Regular />} title={t("step.leavers")} hint={t("step.leaversHint")} />
      <SettingRow title={t("step.incoming")} hint={t("step.incomingHint")} control="leavers-incoming">
        <Rule
          id="leavers-incoming"
          rule={options.leaversIncoming}
          onPick={(leaversIncoming) => edit({ leaversIncoming })}
        />
      </SettingRow>
      <SettingRow title={t("step.outgoing")} control="leavers-outgoing">
        <Rule
          id="leavers-outgoing"
          rule={options.leaversOutgoing}
          onPick={(leaversOutgoing) => edit({ leaversOutgoing })}
        />
      </SettingRow>
      <SettingRow title={t("step.archive")} hint={t("step.archiveHint")}>
        <b>{t("step.archiveKept")}</b>
      </SettingRow>
    </>
  );
}

function Rule({ id, rule, onPick }: { id: string; rule: string; onPick: (rule: string) => void }) {
  const { t } = useTranslation("options");
  const own = daysOf(rule);
  const offered = own === null || days.includes(own) ? days : [own, ...days];
  return (
    <Select id={id} value={rule} onChange={(_, { value }) => onPick(value)}>
      <option value="keep">{t("step.keep")}</option>
      <option value="stop">{t("step.stop")}</option>
      {offered.map((count) => (
        <option key={count} value={`stop-after:${count}`}>
          {t("step.after", { count })}
        </option>
      ))}
    </Select>
  );
}
