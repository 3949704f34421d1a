import { useTranslation } from "react-i18next";
import type { ClientRow } from "../host/bindings";
import { Sheet } from "../parts/Sheet";
import { HistoryList } from "./HistoryList";

/** The history over another screen. */
export default function HistoryDrawer({ client, onClose }: { client: ClientRow; onClose: () => void }) {
  const { t } = useTranslation("history");
  return (
    <Sheet
      client={client}
      title={t("title", { client: client.name })}
      line={t("line")}
      testid="history"
      onClose={onClose}
    >
      <HistoryList client={client.id} onLeave={onClose} />
    </Sheet>
  );
}
