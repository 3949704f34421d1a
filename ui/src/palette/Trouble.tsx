import { Button, Dialog, DialogActions, DialogBody, DialogSurface } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { ClientRow, Problem } from "../host/bindings";
import { useFocusBack } from "../parts/focusBack";
import { ProblemBox } from "../problems/ProblemBox";

interface Props {
  problem: Problem;
  /** Whose problem it is; undefined: the program's. */
  row: ClientRow | undefined;
  onClose: () => void;
}

/** What went wrong with something that was asked for from over every page. */
export default function Trouble({ problem, row, onClose }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Dialog open onOpenChange={(_, { open: stays }) => !stays && onClose()}>
      <DialogSurface aria-label={t("close")} data-testid="palette-trouble">
        <DialogBody>
          <ProblemBox problem={problem} {...(row ? { client: row.id, about: row.name } : {})} />
          <DialogActions>
            <Button onClick={onClose}>{t("close")}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
