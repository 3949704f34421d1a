import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./TypedConfirm.module.css";

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
  const awake = (typed === undefined || words.trim() === typed) && !busy;
  const confirm = () => awake && onConfirm();
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface} data-testid="confirm">
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={css.content}>
            {children}
            {typed !== undefined && (
              <Field label={t("confirm.type", { name: typed })}>
                <Input
                  value={words}
                  onChange={(_, { value }) => setWords(value)}
                  onKeyDown={(event) => event.key === "Enter" && confirm()}
                  data-testid="confirm-name"
                />
              </Field>
            )}
          </DialogContent>
          <DialogActions fluid className={css.actions}>
            <Button onClick={onClose} data-testid="confirm-cancel">
              {t("cancel")}
            </Button>
            <Button
              appearance="primary"
              className={awake && typed !== undefined ? css.danger : undefined}
              disabledFocusable={!awake}
              onClick={confirm}
              data-testid="confirm-action"
            >
              {action}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
