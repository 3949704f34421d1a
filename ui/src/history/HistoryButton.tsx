import { Button } from "@fluentui/react-components";
import { History20Regular } from "@fluentui/react-icons/svg/history";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow } from "../host/bindings";
import { Opening } from "../parts/Opening";
import { usePlace } from "../parts/place";

const HistoryDrawer = lazy(() => import("./HistoryDrawer"));

/** Opens what was done for a client; on its page the rail does that. */
export function HistoryButton({ client }: { client: ClientRow }) {
  const { t } = useTranslation("history");
  const [open, setOpen] = useState(false);
  if (usePlace() === "page") return null;
  return (
    <>
      <Button icon={<History20Regular />} onClick={() => setOpen(true)} data-testid="history-open">
        {t("open")}
      </Button>
      {open && (
        <Opening onClose={() => setOpen(false)}>
          <HistoryDrawer client={client} onClose={() => setOpen(false)} />
        </Opening>
      )}
    </>
  );
}
