import { Button } from "@fluentui/react-components";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow } from "../host/bindings";
import { Opening } from "../parts/Opening";

const Rehearsal = lazy(() => import("./Rehearsal"));

/** From a rehearsal to what it tried. */
export function RehearseButton({ client }: { client: ClientRow }) {
  const { t } = useTranslation("rehearsal");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} data-testid="rehearsal-open">
        {t("change")}
      </Button>
      {open && (
        <Opening onClose={() => setOpen(false)}>
          <Rehearsal client={client} onClose={() => setOpen(false)} />
        </Opening>
      )}
    </>
  );
}
