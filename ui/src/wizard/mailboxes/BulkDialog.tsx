import { useTranslation } from "react-i18next";
import { ExceptionDialog } from "../../exceptions/ExceptionDialog";
import type { ExceptionTerms, MailboxTarget } from "../../host/bindings";
import { useDo } from "../../queries/queries";
import { SettingsDialog } from "./SettingsDialog";

/** What is asked before it happens to one row or many; whom it is about is told by place, never by a list of all. */
export type Asking =
  | { ask: "exempt"; target: MailboxTarget; count: number; name: string }
  | { ask: "settings"; target: MailboxTarget; count: number };

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

function Exempt({ client, asking: { target, count, name }, onClose }: Of<"exempt">) {
  const { t } = useTranslation("exceptions");
  const set = useDo("exception_set");
  const save = (terms: ExceptionTerms) =>
    set.mutate({ client, objects: [], target, terms }, { onSuccess: onClose });
  return (
    <ExceptionDialog
      title={name ? t("set.titleNamed", { name }) : t("set.title", { count })}
      action={t("set.action", { count })}
      busy={set.isPending}
      problem={set.error}
      onSave={save}
      onClose={onClose}
    >
      <p>{t("set.body")}</p>
    </ExceptionDialog>
  );
}
