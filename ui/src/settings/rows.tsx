import { Select, Switch } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { SettingRow } from "../wizard/options/SettingRow";

interface Row {
  /** Id of the control. */
  id: string;
  icon?: ReactNode;
  title: string;
  hint?: string;
}

/** A setting that is on or off. */
export function Toggle({ on, onSwitch, ...row }: Row & { on: boolean; onSwitch: (on: boolean) => void }) {
  return (
    <Setting {...row}>
      <Switch id={row.id} checked={on} onChange={(_, { checked }) => onSwitch(checked)} />
    </Setting>
  );
}

interface OneOf<T extends string> extends Row {
  value: T;
  onPick: (value: T) => void;
  /** Values with their words, and the language of those that are not in the page's own. */
  options: readonly (readonly [value: T, words: string, lang?: string])[];
}

/** A setting that is one of a few. */
export function OneOf<T extends string>({ value, onPick, options, ...row }: OneOf<T>) {
  return (
    <Setting {...row}>
      <Select id={row.id} value={value} onChange={(_, chosen) => onPick(chosen.value as T)}>
        {options.map(([one, words, lang]) => (
          <option key={one} value={one} lang={lang}>
            {words}
          </option>
        ))}
      </Select>
    </Setting>
  );
}

function Setting({ id, children, ...row }: Row & { children: ReactNode }) {
  return (
    <SettingRow {...row} control={id}>
      {children}
    </SettingRow>
  );
}
