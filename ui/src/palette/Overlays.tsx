import { Button, Dialog, DialogActions, DialogBody, DialogSurface } from "@fluentui/react-components";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Route } from "../app/route";
import { useActs } from "../cockpit/useActs";
import type { Problem } from "../host/bindings";
import { useCopy } from "../parts/copy";
import { useKeys } from "../parts/keys";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";

const Palette = lazy(() => import("./Palette"));
const KeySheet = lazy(() => import("./KeySheet"));

/** What lies over every page: the palette, the sheet of keys, and what went wrong with either's doing. */
export function Overlays({ route }: { route: Route }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const acts = useActs();
  const diagnostics = useDo("diagnostics");
  const folder = useDo("data_folder_open");
  const { copied, copy } = useCopy();
  useKeys({
    "Control+k": () => setOpen("palette"),
    F1: () => setOpen("keys"),
    "?": () => setOpen("keys"),
  });
  const trouble = acts.trouble?.problem ?? problem;
  const close = () => setOpen(null);
  const doings = {
    acts,
    copyDiagnostics: () => void diagnostics.mutateAsync(null).then(({ text }) => copy(text), setProblem),
    openFolder: () => void folder.mutateAsync(null).catch(setProblem),
    showKeys: () => setOpen("keys"),
  };
  const dismiss = () => {
    acts.dismiss();
    setProblem(null);
  };
  return (
    <>
      <Suspense>
        {open === "palette" && <Palette route={route} doings={doings} onClose={close} />}
        {open === "keys" && <KeySheet onClose={close} />}
      </Suspense>
      {trouble && (
        <Dialog open onOpenChange={(_, { open: stays }) => !stays && dismiss()}>
          <DialogSurface aria-label={t("close")} data-testid="palette-trouble">
            <DialogBody>
              <ProblemBox
                problem={trouble}
                {...(acts.trouble ? { client: acts.trouble.row.id, about: acts.trouble.row.name } : {})}
              />
              <DialogActions>
                <Button onClick={dismiss}>{t("close")}</Button>
              </DialogActions>
            </DialogBody>
          </DialogSurface>
        </Dialog>
      )}
      <span className="unseen" role="status">
        {copied ? t("copy.done") : ""}
      </span>
    </>
  );
}
