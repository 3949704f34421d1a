import { Field, Input, Radio, RadioGroup } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { Panel } from "../parts/Panel";
import type { Draft } from "./draft";
import css from "./mailImport.module.css";
import type { Fields } from "./SetUp";

/** Which of their messages: days and folders. */
export function What({ draft, set }: Fields) {
  const { t } = useTranslation("mailimport");
  const turned = draft.since !== "" && draft.until !== "" && draft.until < draft.since;
  return (
    <Panel title={t("setUp.what")} testid="import-what">
      <div className={css.stack}>
        <div className={css.two}>
          <Field label={t("setUp.since")} hint={t("setUp.sinceHint")}>
            <Input
              type="date"
              value={draft.since}
              onChange={(_, { value }) => set({ since: value })}
              data-testid="import-since"
            />
          </Field>
          <Field
            label={t("setUp.until")}
            hint={t("setUp.daysHint")}
            validationState={turned ? "warning" : "none"}
            validationMessage={turned ? t("setUp.daysTurned") : undefined}
          >
            <Input
              type="date"
              value={draft.until}
              onChange={(_, { value }) => set({ until: value })}
              data-testid="import-until"
            />
          </Field>
        </div>
        <Field label={t("setUp.folders")}>
          <RadioGroup
            value={draft.folders}
            onChange={(_, { value }) => set({ folders: value as Draft["folders"] })}
          >
            {(["usual", "all", "named"] as const).map((which) => (
              <Radio
                key={which}
                value={which}
                label={t(`setUp.foldersOf.${which}`)}
                data-testid={`folders-${which}`}
              />
            ))}
          </RadioGroup>
        </Field>
        {draft.folders === "named" && (
          <Field label={t("setUp.rule")} hint={t("setUp.ruleHint")} className={css.deep ?? ""}>
            <Input
              value={draft.rule}
              onChange={(_, { value }) => set({ rule: value })}
              spellCheck={false}
              data-testid="import-rule"
            />
          </Field>
        )}
      </div>
    </Panel>
  );
}
