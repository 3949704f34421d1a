import { Field, Input } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Decision } from "./Decision";

interface Props {
  title: string;
  /** The consequence, before the danger. */
  children: ReactNode;
  /** What must be typed; without it the button is awake at once. */
  typed?: string;
  action: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** A decision that cannot be taken back lightly: the button wakes when the client's name is typed. */
export function TypedConfirm({ title, children, typed, action, busy = false, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const written = words.trim();
  // Said once it is as long: whoever is still typing has done nothing wrong.
  const other = typed !== undefined && written !== typed && written.length >= typed.length;
  return (
    <Decision
      title={title}
      action={action}
      awake={(typed === undefined || written === typed) && !busy}
      danger={typed !== undefined}
      testid="confirm"
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {children}
      {typed !== undefined && (
        <Field
          label={t("confirm.type", { name: typed })}
          {...(other ? { validationMessage: t("confirm.other", { name: typed }) } : {})}
        >
          <Input value={words} onChange={(_, { value }) => setWords(value)} data-testid="confirm-name" />
        </Field>
      )}
    </Decision>
  );
}
