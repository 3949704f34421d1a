import { Button } from "@fluentui/react-components";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { HandCounts } from "../../byHand/HandCounts";
import type { ClientRow } from "../../host/bindings";
import { Opening } from "../../parts/Opening";
import { useAsk } from "../../queries/queries";

const ByHandSheet = lazy(() => import("../../byHand/ByHandSheet"));

/** What waits for a person's hand in the gateway after a run; nothing where the gateway has a call for all. */
export function HandsLeft({ client }: { client: ClientRow }) {
  const { t } = useTranslation("byhand");
  const [open, setOpen] = useState(false);
  const left = useAsk("by_hand_list", { client: client.id, limit: 1 }).data;
  if (!open && (!left || left.counts.length === 0)) return null;
  return (
    <>
      <HandCounts title={t("run.title")} line={t("run.line")} counts={left?.counts ?? []} testid="hands-left">
        <Button onClick={() => setOpen(true)} data-testid="hands-show">
          {t("run.open")}
        </Button>
      </HandCounts>
      {open && (
        <Opening onClose={() => setOpen(false)}>
          <ByHandSheet client={client} onClose={() => setOpen(false)} />
        </Opening>
      )}
    </>
  );
}
