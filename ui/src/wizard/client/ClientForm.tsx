import { Field, Input } from "@fluentui/react-components";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Colour } from "../../host/bindings";
import { useLeft } from "../../parts/left";
import { Panel } from "../../parts/Panel";
import css from "./ClientForm.module.css";

const colours: readonly Colour[] = ["teal", "indigo", "brown", "magenta", "slate", "blue", "grape", "steel"];

interface Props {
  name: string;
  onName: (name: string) => void;
  /** The field was left after something was typed, or went with its page. */
  onNamed?: () => void;
  /** What is wrong with the name. */
  fault?: string | undefined;
  colour: Colour;
  onColour: (colour: Colour) => void;
}

/** Name and colour: by these two the technician always knows whose data is on the screen. */
export function ClientForm({ name, onName, onNamed, fault, colour, onColour }: Props) {
  const { t } = useTranslation("client");
  const id = useId();
  const { onTyped, onLeft } = useLeft(() => onNamed?.());
  return (
    <Panel title={t("who")}>
      <div className={css.form}>
        <Field label={t("name")} hint={t("nameHint")} {...(fault ? { validationMessage: fault } : {})}>
          <Input
            value={name}
            onChange={(_, { value }) => {
              onTyped();
              onName(value);
            }}
            onBlur={onLeft}
            maxLength={80}
            autoFocus
            data-testid="field-client-name"
          />
        </Field>
        <div role="radiogroup" aria-labelledby={id}>
          <p id={id} className={css.label}>
            {t("colour")}
          </p>
          <div className={css.colours}>
            {colours.map((one) => (
              <label key={one} className={css.colour} data-colour={one}>
                <input
                  type="radio"
                  name={id}
                  value={one}
                  checked={one === colour}
                  onChange={() => onColour(one)}
                  className={css.radio}
                />
                <span className={css.swatch} aria-hidden>
                  Aa
                </span>
                <span className={css.word}>{t(`colours.${one}`)}</span>
              </label>
            ))}
          </div>
        </div>
      </div>
    </Panel>
  );
}
