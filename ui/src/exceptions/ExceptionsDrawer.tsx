import { useTranslation } from "react-i18next";
import type { ClientRow } from "../host/bindings";
import { Sheet } from "../parts/Sheet";
import { ExceptionsList } from "./ExceptionsList";

/** The exceptions over another screen. */
export default function ExceptionsDrawer({ client, onClose }: { client: ClientRow; onClose: () => void }) {
  const { t } = useTranslation("exceptions");
  return (
    <Sheet
      client={client}
      title={t("list.title", { client: client.name })}
      line={t("list.line")}
      testid="exceptions"
      onClose={onClose}
    >
      <ExceptionsList client={client.id} />
    </Sheet>
  );
}
