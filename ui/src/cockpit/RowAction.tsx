import { Button } from "@fluentui/react-components";
import { ArrowRight20Regular } from "@fluentui/react-icons/svg/arrow-right";
import { ArrowSync20Regular } from "@fluentui/react-icons/svg/arrow-sync";
import { ClipboardTask20Regular } from "@fluentui/react-icons/svg/clipboard-task";
import { HandRight20Regular } from "@fluentui/react-icons/svg/hand-right";
import { Key20Regular } from "@fluentui/react-icons/svg/key";
import { Play20Regular } from "@fluentui/react-icons/svg/play";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { ClientRow } from "../host/bindings";
import css from "./RowAction.module.css";
import type { Acts } from "./useActs";

/** The one action that the core suggests for a client. */
export function RowAction({ row, acts }: { row: ClientRow; acts: Acts }) {
  const { t } = useTranslation("cockpit");
  const client = row.id;
  if (row.offer === "none") return <span className={css.action} />;
  const does = {
    continue: { icon: <ArrowRight20Regular />, press: () => go(paths.client(client)) },
    review: {
      icon: row.held > 0 ? <HandRight20Regular /> : <ClipboardTask20Regular />,
      press: () => go(row.setUp ? paths.page(client, "changes") : paths.step(client, "review")),
    },
    reauthorise: { icon: <Key20Regular />, press: () => go(paths.step(client, "connect")) },
    "sync-now": { icon: <ArrowSync20Regular />, press: () => acts.sync(row) },
    resume: {
      icon: <Play20Regular />,
      press: () => acts.pause(row, false),
    },
  }[row.offer];
  const quiet = row.state === "up-to-date" || row.state === "paused";
  return (
    <Button
      appearance={quiet ? "subtle" : "outline"}
      className={css.action}
      icon={does.icon}
      onClick={does.press}
      data-testid={`offer-${client}`}
    >
      {t(`offer.${row.offer}`)}
    </Button>
  );
}
