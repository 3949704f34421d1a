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

/** More mailboxes for an import that is there. */
export function AddDialog({ client, view, onClose }: Props) {
  const { t } = useTranslation("mailimport");
  const [draft, setDraft] = useState<Draft>(() => ({ ...draftOf(null), which: "these" }));
  const adding = useDo("import_add");
  const lacks = lackOf(draft) === "addresses";
  const add = () =>
    adding.mutate({ client, import: view.id, mailboxes: choiceOf(draft) }, { onSuccess: onClose });
  return (
    <Decision
      title={t("add.title")}
      action={t("add.do")}
      awake={!lacks && !adding.isPending}
      wide
      testid="import-adding"
      onConfirm={add}
      onClose={onClose}
    >
      <p className="quiet">{t("add.line")}</p>
      <Choice draft={draft} set={(change) => setDraft((before) => ({ ...before, ...change }))} />
      {lacks && <StateMark state="info">{t("setUp.addressesNone")}</StateMark>}
      {adding.error && <ProblemBox problem={adding.error} client={client} />}
    </Decision>
  );
}
