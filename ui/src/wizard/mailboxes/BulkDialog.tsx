import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExceptionDialog } from "../../exceptions/ExceptionDialog";
import type { ExceptionTerms, MailboxTarget } from "../../host/bindings";
import { useDo } from "../../queries/queries";
import { SettingsDialog } from "./SettingsDialog";

/** What is asked before it happens to one row or many; whom it is about is read when it is confirmed. */
export type Asking =
  | { ask: "exempt"; ids: () => Promise<string[]>; count: number; name: string }
  | { ask: "settings"; target: () => Promise<MailboxTarget>; count: number };

interface Props {
  client: number;
  asking: Asking;
  onClose: () => void;
}

/** The terms of an exception, or what it means to give the options' settings to mailboxes that are here already. */
export function BulkDialog({ client, asking, onClose }: Props) {
  return asking.ask === "exempt" ? (
    <Exempt client={client} asking={asking} onClose={onClose} />
  ) : (
    <SettingsDialog client={client} asking={asking} onClose={onClose} />
  );
}

/** What the dialog of one question is given. */
export type Of<A extends Asking["ask"]> = Omit<Props, "asking"> & { asking: Extract<Asking, { ask: A }> };

function Exempt({ client, asking: { ids, count, name }, onClose }: Of<"exempt">) {
  const { t } = useTranslation("exceptions");
  const set = useDo("exception_set");
  const [reading, setReading] = useState(false);
  const save = async (terms: ExceptionTerms) => {
    setReading(true);
    const objects = (await ids().finally(() => setReading(false))).map((id) => ({
      of: "recipient" as const,
      id,
    }));
    set.mutate({ client, objects, terms }, { onSuccess: onClose });
  };
  return (
    <ExceptionDialog
      title={name ? t("set.titleNamed", { name }) : t("set.title", { count })}
      action={t("set.action", { count })}
      busy={reading || set.isPending}
      problem={set.error}
      onSave={(terms) => void save(terms)}
      onClose={onClose}
    >
      <p>{t("set.body")}</p>
    </ExceptionDialog>
  );
}
