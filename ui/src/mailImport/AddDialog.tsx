import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportView } from "../host/bindings";
import { Decision } from "../parts/Decision";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { choiceOf, type Draft, draftOf, lackOf } from "./draft";
import { Choice } from "./Whose";

interface Props {
  client: number;
  view: ImportView;
  onClose: () => void;
}

/** More mailboxes into the same archive. */
export function AddDialog({ client, view, onClose }: Props) {
  const { t } = useTranslation("mailimport");
  const [draft, setDraft] = useState<Draft>(() => ({ ...draftOf(view.wish), which: "these" }));
  const begin = useDo("import_begin");
  const lacks = lackOf(draft) === "addresses";
  const add = () =>
    begin.mutate(
      { client, mailboxes: choiceOf(draft), wish: view.wish, password: null },
      { onSuccess: onClose },
    );
  return (
    <Decision
      title={t("add.title")}
      action={t("add.do")}
      awake={!lacks && !begin.isPending}
      wide
      testid="import-adding"
      onConfirm={add}
      onClose={onClose}
    >
      <p className="quiet">{t("add.line")}</p>
      <Choice draft={draft} set={(change) => setDraft((before) => ({ ...before, ...change }))} />
      {lacks && <StateMark state="info">{t("setUp.addressesNone")}</StateMark>}
      {begin.error && <ProblemBox problem={begin.error} client={client} />}
    </Decision>
  );
}
