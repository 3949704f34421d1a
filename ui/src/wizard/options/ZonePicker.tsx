import { Combobox, Option } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAsk } from "../../queries/queries";
import css from "./options.module.css";
import { findZones, zoneText } from "./zones";

/** Enough to choose from; more words narrow it down. */
const SHOWN = 60;

/** A searchable list of IANA zones. */
export function ZonePicker({
  id,
  value,
  onPick,
}: {
  id: string;
  value: string;
  onPick: (zone: string) => void;
}) {
  const { t } = useTranslation("options");
  const zones = useAsk("zone_list", null, { staleTime: Number.POSITIVE_INFINITY });
  const [words, setWords] = useState<string | null>(null);
  const all = zones.data ?? [];
  const current = all.find((zone) => zone.name === value);
  const found = findZones(all, words ?? "", SHOWN);
  return (
    <Combobox
      id={id}
      className={css.wide ?? ""}
      placeholder={t("time.zoneSearch")}
      expandIcon={{ "aria-label": t("common:field.choices") }}
      value={words ?? (current ? zoneText(current) : value)}
      selectedOptions={[value]}
      // What is typed takes the place of the zone that stands there.
      onFocus={(event) => event.target.select()}
      onChange={(event) => setWords(event.target.value)}
      onOpenChange={(_, { open }) => !open && setWords(null)}
      onOptionSelect={(_, { optionValue }) => {
        // Words that fit no option make Fluent report an empty selection; that is no choice.
        if (!optionValue) return;
        setWords(null);
        onPick(optionValue);
      }}
      data-testid="zone"
    >
      {found.map((zone) => (
        <Option key={zone.name} value={zone.name} text={zoneText(zone)}>
          {zoneText(zone)}
        </Option>
      ))}
      {found.length === 0 && <Option disabled>{t("time.zoneNone")}</Option>}
    </Combobox>
  );
}
