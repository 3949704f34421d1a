import { Button, type ButtonProps } from "@fluentui/react-components";
import { BranchFork20Regular } from "@fluentui/react-icons/svg/branch-fork";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow } from "../host/bindings";

const Rehearsal = lazy(() => import("./Rehearsal"));

/** Opens what can be tried; from a rehearsal, with what it tried. */
export function RehearseButton({ client, again = false, size = "medium" }: Props) {
  const { t } = useTranslation("rehearsal");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size={size}
        icon={again ? null : <BranchFork20Regular />}
        onClick={() => setOpen(true)}
        data-testid="rehearsal-open"
      >
        {t(again ? "change" : "open")}
      </Button>
      {open && (
        <Suspense>
          <Rehearsal client={client} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

interface Props {
  client: ClientRow;
  again?: boolean;
  size?: NonNullable<ButtonProps["size"]>;
}
