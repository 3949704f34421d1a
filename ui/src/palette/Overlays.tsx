import { useFocusFinders } from "@fluentui/react-components";
import { lazy, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAskedWaits } from "../app/asked";
import type { Route } from "../app/route";
import { useActs } from "../cockpit/useActs";
import { usePractice } from "../cockpit/usePractice";
import type { ImportRef, Problem } from "../host/bindings";
import { useHost } from "../host/host";
import { useCopy } from "../parts/copy";
import { useKeys } from "../parts/keys";
import { Opening, useEscape } from "../parts/Opening";
import { useDo } from "../queries/queries";
import css from "./Overlays.module.css";
import type { Word } from "./WindowWord";

const Palette = lazy(() => import("./Palette"));
const KeySheet = lazy(() => import("./KeySheet"));
const Trouble = lazy(() => import("./Trouble"));
const WindowWord = lazy(() => import("./WindowWord"));

/** What lies over every page: the palette, the sheet of keys, and what went wrong with either's doing. */
export function Overlays({ route }: { route: Route }) {
  const { t } = useTranslation();
  // Keeps what guards the focus alive: ended with the last dialog, it would leave the page hidden from readers.
  useFocusFinders();
  useEscape();
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [word, setWord] = useState<Word | null>(null);
  const host = useHost();
  useEffect(
    () =>
      host.onEvent(
        (event) => (event.event === "closing" || event.event === "already-open") && setWord(event),
      ),
    [host],
  );
  const acts = useActs();
  const practice = usePractice();
  const diagnostics = useDo("diagnostics");
  const folder = useDo("data_folder_open");
  const halt = useDo("import_pause");
  const goOn = useDo("import_resume");
  const { copied, copy } = useCopy();
  const asked = useAskedWaits();
  useKeys({
    "Control+k": () => setOpen("palette"),
    F1: () => setOpen("keys"),
    "?": () => setOpen("keys"),
  });
  const trouble = acts.trouble?.problem ?? problem ?? practice.problem;
  const close = () => setOpen(null);
  const doings = {
    acts,
    copyDiagnostics: () => void diagnostics.mutateAsync(null).then(({ text }) => copy(text), setProblem),
    openFolder: () => void folder.mutateAsync(null).catch(setProblem),
    runImport: (named: ImportRef, on: boolean) =>
      void (on ? goOn : halt).mutateAsync(named).catch(setProblem),
    showKeys: () => setOpen("keys"),
    practice: practice.start,
  };
  const dismiss = () => {
    acts.dismiss();
    setProblem(null);
    practice.dismiss();
  };
  return (
    <>
      <Opening onClose={close}>
        {open === "palette" && <Palette route={route} doings={doings} onClose={close} />}
        {open === "keys" && <KeySheet onClose={close} />}
      </Opening>
      <Opening onClose={dismiss}>
        {trouble && <Trouble problem={trouble} row={acts.trouble?.row} onClose={dismiss} />}
      </Opening>
      <Opening onClose={() => setWord(null)}>
        {word && <WindowWord word={word} onClose={() => setWord(null)} />}
      </Opening>
      {asked && (
        <p className={css.asked} role="status" data-testid="asked-waits">
          {t("askedWaits")}
        </p>
      )}
      <span className="unseen" role="status">
        {copied ? t("copy.done") : ""}
      </span>
    </>
  );
}
