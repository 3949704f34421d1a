import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./Decision.module.css";
import { useFocusBack } from "./focusBack";

interface Props {
  title: string;
  /** What is decided, the consequence before the fields. */
  children: ReactNode;
  action: string;
  /** All that the action needs is there. */
  awake: boolean;
  /** It takes something away. */
  danger?: boolean;
  /** Room for two columns of fields. */
  wide?: boolean;
  /** Beginning of the test ids. */
  testid: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** A question that must be answered: its fields, the way out, and the one action; Enter in a field confirms. */
export function Decision({
  title,
  children,
  action,
  awake,
  danger,
  wide,
  testid,
  onConfirm,
  onClose,
}: Props) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={wide ? css.wide : css.surface} data-testid={testid}>
        <form
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            if (awake) onConfirm();
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={css.content ?? ""}>{children}</DialogContent>
            <DialogActions fluid className={css.actions ?? ""}>
              <Button onClick={onClose} data-testid={`${testid}-cancel`}>
                {t("cancel")}
              </Button>
              <Button
                type="submit"
                appearance="primary"
                className={awake && danger ? css.danger : undefined}
                disabledFocusable={!awake}
                data-testid={`${testid}-action`}
              >
                {action}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
