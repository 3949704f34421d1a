import { Field, Input, Switch } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { QuietView } from "../host/bindings";
import { Panel } from "../parts/Panel";
import { usualHours } from "./draft";
import css from "./mailImport.module.css";
import type { Fields } from "./SetUp";

/** At any time, or in the client's quiet hours only (S2). */
export function When({ draft, set, zone }: Fields & { zone: string }) {
  const { t } = useTranslation("mailimport");
  return (
    <Panel title={t("setUp.when")} testid="import-when">
      <HourFields hours={draft.hours} onChange={(hours) => set({ hours })} zone={zone} />
    </Panel>
  );
}

interface HourProps {
  hours: QuietView | null;
  onChange: (hours: QuietView | null) => void;
  zone: string;
}

export function HourFields({ hours, onChange, zone }: HourProps) {
  const { t } = useTranslation("mailimport");
  const put = (side: "from" | "to", time: string) => {
    // A field is empty while a time is half typed; hours from a time to the same would never end.
    if (!hours || !time || time === hours[side === "from" ? "to" : "from"]) return;
    onChange({ ...hours, [side]: time });
  };
  return (
    <div className={css.hours}>
      <div>
        <Switch
          label={t("setUp.hours")}
          checked={hours !== null}
          onChange={(_, { checked }) => onChange(checked ? usualHours : null)}
          data-testid="import-hours"
        />
        <p className={`quiet caption ${css.under}`}>{t("setUp.hoursHint", { zone })}</p>
      </div>
      {hours &&
        (["from", "to"] as const).map((side) => (
          <Field key={side} label={t(`setUp.${side}`)}>
            <Input
              type="time"
              value={hours[side]}
              onChange={(_, { value }) => put(side, value)}
              data-testid={`import-${side}`}
            />
          </Field>
        ))}
    </div>
  );
}
