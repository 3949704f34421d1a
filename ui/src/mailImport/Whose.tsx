import { Field, Radio, RadioGroup, Textarea } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { Panel } from "../parts/Panel";
import { addressesOf, type Draft } from "./draft";
import css from "./mailImport.module.css";
import type { Fields } from "./SetUp";

/** Whose mail is imported. */
export function Whose(fields: Fields) {
  const { t } = useTranslation("mailimport");
  return (
    <Panel title={t("setUp.whose")} testid="import-whose">
      <Choice {...fields} />
    </Panel>
  );
}

const ways = ["all", "chosen", "these"] as const satisfies readonly Draft["which"][];

/** All, those of the grid, or those that are named. */
export function Choice({ draft, set }: Fields) {
  const { t } = useTranslation("mailimport");
  return (
    <div className={css.stack}>
      <RadioGroup
        value={draft.which}
        onChange={(_, { value }) => set({ which: value as Draft["which"] })}
        aria-label={t("setUp.whose")}
      >
        {ways.map((which) => (
          <Radio key={which} value={which} label={t(`setUp.which.${which}`)} data-testid={`which-${which}`} />
        ))}
      </RadioGroup>
      {draft.which === "these" && (
        <Field label={t("setUp.addresses")} hint={t("setUp.addressesHint")} className={css.deep ?? ""}>
          <Textarea
            value={draft.addresses}
            rows={addressesOf(draft.addresses).length > 3 ? 6 : 3}
            onChange={(_, { value }) => set({ addresses: value })}
            data-testid="import-addresses"
          />
        </Field>
      )}
    </div>
  );
}
