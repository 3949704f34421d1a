import { Select, Switch } from "@fluentui/react-components";
import { Archive20Regular } from "@fluentui/react-icons/svg/archive";
import { MailClock20Regular } from "@fluentui/react-icons/svg/mail-clock";
import { PersonKey20Regular } from "@fluentui/react-icons/svg/person-key";
import { useTranslation } from "react-i18next";
import { ReportTimes } from "./ReportTimes";
import { Group, SettingRow } from "./SettingRow";
import type { Form } from "./useOptions";

const languages = ["en", "de", "fr", "nl", "es", "it", "pt", "pl", "da", "sv", "nb", "fi", "cs"];

/** What people receive, and how they reach their quarantine. */
export function ReportGroup({ options, edit }: Form) {
  const { t, i18n } = useTranslation("options");
  const nameOf = new Intl.DisplayNames(i18n.language, { type: "language" });
  const on = options.report.length > 0;
  const offered = languages.includes(options.language) ? languages : [options.language, ...languages];
  return (
    <Group title={t("reports.title")}>
      <SettingRow
        icon={<MailClock20Regular />}
        title={t("reports.report")}
        hint={t("reports.reportHint")}
        control="report"
      >
        <Switch
          id="report"
          checked={on}
          onChange={(_, { checked }) => edit({ report: checked ? ["08:00"] : [] })}
          data-testid="report"
        />
      </SettingRow>
      {on && (
        <>
          <SettingRow title={t("reports.sentAt")} hint={t("reports.sentHint")}>
            <ReportTimes times={options.report} onChange={(report) => edit({ report })} />
          </SettingRow>
          <SettingRow title={t("reports.language")} control="report-language">
            <Select
              id="report-language"
              value={options.language}
              onChange={(_, { value }) => edit({ language: value })}
            >
              {offered.map((language) => (
                <option key={language} value={language}>
                  {nameOf.of(language) ?? language}
                </option>
              ))}
            </Select>
          </SettingRow>
        </>
      )}
      <SettingRow
        icon={<PersonKey20Regular />}
        title={t("reports.sso")}
        hint={t("reports.ssoHint")}
        control="sso"
      >
        <Switch id="sso" checked={options.sso} onChange={(_, { checked }) => edit({ sso: checked })} />
      </SettingRow>
      <SettingRow
        icon={<Archive20Regular />}
        title={t("reports.archiving")}
        hint={t("reports.archivingHint")}
        control="archiving"
      >
        <Switch
          id="archiving"
          checked={options.archiving}
          onChange={(_, { checked }) => edit({ archiving: checked })}
        />
      </SettingRow>
    </Group>
  );
}
