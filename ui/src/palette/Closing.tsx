import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Event } from "../host/bindings";
import css from "../parts/Decision.module.css";
import { useFocusBack } from "../parts/focusBack";

export type Work = Extract<Event, { event: "closing" }>;

/** Asked when a person closes the window over work that this would cut short: closing it again is the answer. */
export default function Closing({ work, onClose }: { work: Work; onClose: () => void }) {
  const { t } = useTranslation("background");
  useFocusBack();
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface} data-testid="closing">
        <DialogBody>
          <DialogTitle>{t(work.import ? "closing.import" : "closing.run", { name: work.name })}</DialogTitle>
          <DialogContent className={css.content ?? ""}>
            <p>{t(work.import ? "closing.importLine" : "closing.runLine")}</p>
            <p>{t("closing.again")}</p>
          </DialogContent>
          <DialogActions fluid className={css.actions ?? ""}>
            <Button appearance="primary" onClick={onClose} data-testid="closing-stay">
              {t("closing.stay")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
