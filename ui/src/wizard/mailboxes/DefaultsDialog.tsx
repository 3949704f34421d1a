import { useTranslation } from "react-i18next";
import type { OptionsScreen } from "../../host/bindings";
import { Decision } from "../../parts/Decision";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk } from "../../queries/queries";
import { DefaultsGroup } from "../options/DefaultsGroup";
import { useOptions } from "../options/useOptions";

/** The services that newly added recipients get, by kind (R3); saved as in the options, as one goes. */
export function DefaultsDialog({ client, onClose }: { client: number; onClose: () => void }) {
  const stored = useAsk("options_get", { client });
  if (stored.error) return <ProblemBox problem={stored.error} />;
  return stored.data ? <Form client={client} stored={stored.data} onClose={onClose} /> : null;
}

function Form({ client, stored, onClose }: { client: number; stored: OptionsScreen; onClose: () => void }) {
  const { t } = useTranslation("mailboxes");
  const { form, problem } = useOptions(client, stored);
  return (
    <Decision
      wide
      title={t("defaults.title")}
      action={t("defaults.done")}
      awake
      testid="defaults-dialog"
      onConfirm={onClose}
      onClose={onClose}
    >
      <p>{t("defaults.lead")}</p>
      <DefaultsGroup {...form} />
      {problem && <ProblemBox problem={problem} />}
    </Decision>
  );
}
