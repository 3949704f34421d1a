import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OptionsView } from "../../host/bindings";
import { Decision } from "../../parts/Decision";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk, useDo } from "../../queries/queries";
import { DefaultsGroup } from "../options/DefaultsGroup";

interface Props {
  client: number;
  onClose: () => void;
}

/** The services that newly added recipients get, by kind (R3); the same as in the options. */
export function DefaultsDialog({ client, onClose }: Props) {
  const stored = useAsk("options_get", { client });
  if (stored.error) return <ProblemBox problem={stored.error} />;
  return stored.data ? <Form client={client} stored={stored.data.options} onClose={onClose} /> : null;
}

function Form({ client, stored, onClose }: Props & { stored: OptionsView }) {
  const { t } = useTranslation("mailboxes");
  // Only what was edited is held: the rest may have been read anew meanwhile.
  const [edits, setEdits] = useState<Partial<OptionsView>>({});
  const options = { ...stored, ...edits };
  const save = useDo("options_set");
  return (
    <Decision
      wide
      title={t("defaults.title")}
      action={t("defaults.save")}
      awake={Object.keys(edits).length > 0 && !save.isPending}
      testid="defaults-dialog"
      onConfirm={() => save.mutate({ client, options }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{t("defaults.lead")}</p>
      <DefaultsGroup options={options} edit={(change) => setEdits({ ...edits, ...change })} />
      {save.error && <ProblemBox problem={save.error} />}
    </Decision>
  );
}
