import { Button } from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import { RowDialog } from "../cockpit/RowDialog";
import type { ClientRow } from "../host/bindings";
import { Panel } from "../parts/Panel";
import css from "./page.module.css";

/** What stays where when a client is removed; removing needs its name typed. */
export function Remove({ row }: { row: ClientRow }) {
  const { t } = useTranslation("page");
  const [asking, setAsking] = useState(false);
  return (
    <Panel title={t("remove.title", { client: row.name })} testid="remove">
      <div className={css.stack}>
        <ul className={css.stays}>
          {(["gateway", "tenant", "computer"] as const).map((place) => (
            <li key={place}>
              <b>{t(`remove.${place}.where`)}</b>
              <span>{t(`remove.${place}.what`)}</span>
            </li>
          ))}
        </ul>
        <div className={css.ways}>
          <Button
            icon={<Delete20Regular className={css.danger ?? ""} />}
            onClick={() => setAsking(true)}
            data-testid="remove-client"
          >
            {t("remove.action", { client: row.name })}
          </Button>
        </div>
      </div>
      {asking && (
        <RowDialog row={row} ask="remove" onClose={() => setAsking(false)} onDone={() => go(paths.cockpit)} />
      )}
    </Panel>
  );
}
