import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Event } from "../host/bindings";
import css from "../parts/Decision.module.css";
import { useFocusBack } from "../parts/focusBack";

export type Word = Extract<Event, { event: "closing" | "already-open" }>;

/** What the window says of itself: it was closed over work, where closing it again is the answer, or asked for other than it shows. */
export default function WindowWord({ word, onClose }: { word: Word; onClose: () => void }) {
  const { t } = useTranslation("background");
  useFocusBack();
  const { title, lines, button } = said(word, t);
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface} data-testid={word.event}>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={css.content ?? ""}>
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </DialogContent>
          <DialogActions fluid className={css.actions ?? ""}>
            <Button appearance="primary" onClick={onClose} data-testid={`${word.event}-understood`}>
              {button}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function said(word: Word, t: TFunction<"background">) {
  if (word.event === "already-open") {
    const lines = [t("alreadyOpen.line"), t("alreadyOpen.how")];
    return { title: t("alreadyOpen.title"), lines, button: t("alreadyOpen.stay") };
  }
  const { name } = word;
  const [title, line] = word.import
    ? [t("closing.import", { name }), t("closing.importLine")]
    : [t("closing.run", { name }), t("closing.runLine")];
  return { title, lines: [line, t("closing.again")], button: t("closing.stay") };
}
