import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
} from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { History24Regular } from "@fluentui/react-icons/svg/history";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow, HistoryRow } from "../host/bindings";
import { ClientTile } from "../parts/ClientTile";
import { useFormat, useNow } from "../parts/format";
import { Empty, Loaded } from "../parts/States";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk } from "../queries/queries";
import css from "./history.module.css";
import { RunLine } from "./RunLine";
import { useUndo } from "./useUndo";

/** Every run of a client and every row of it: who, when, what, why, how it ended, and the way back (B5). */
export default function HistoryDrawer({ client, onClose }: { client: ClientRow; onClose: () => void }) {
  const { t } = useTranslation("history");
  const { zone } = useFormat();
  const now = useNow();
  const history = useAsk("history", { client: client.id });
  const undo = useUndo(client.id, onClose);
  const [open, setOpen] = useState<number | null>(null);
  const line = (run: HistoryRow) => (
    <RunLine
      key={run.run}
      client={client.id}
      run={run}
      now={now}
      open={open === run.run}
      onOpen={() => setOpen(open === run.run ? null : run.run)}
      undo={undo}
    />
  );
  return (
    <OverlayDrawer
      open
      position="end"
      className={css.drawer ?? ""}
      onOpenChange={(_, { open: still }) => !still && onClose()}
      data-testid="history"
    >
      <DrawerHeader className={css.header ?? ""}>
        <DrawerHeaderTitle
          heading={{ className: css.title ?? "" }}
          action={
            <Button
              appearance="subtle"
              icon={<Dismiss20Regular />}
              aria-label={t("common:close")}
              onClick={onClose}
              data-testid="history-close"
            />
          }
        >
          <ClientTile name={client.name} colour={client.colour} practice={client.practice} size={24} />
          {t("title", { client: client.name })}
        </DrawerHeaderTitle>
        <p className="quiet">{t("line")}</p>
      </DrawerHeader>
      <DrawerBody className={css.body ?? ""}>
        {undo.problem && <ProblemBox problem={undo.problem} />}
        <Loaded query={history} label={t("reading")}>
          {({ runs }) =>
            runs.length === 0 ? (
              <Empty icon={<History24Regular />} title={t("empty.title")} line={t("empty.line")} />
            ) : (
              <div className={css.list}>
                <div className={css.heads} aria-hidden>
                  <span />
                  <span>{t("head.when", { zone: zone(now) })}</span>
                  <span>{t("head.who")}</span>
                  <span>{t("head.changed")}</span>
                  <span>{t("head.result")}</span>
                  <span>{t("head.until")}</span>
                </div>
                <ol>{runs.map(line)}</ol>
              </div>
            )
          }
        </Loaded>
      </DrawerBody>
    </OverlayDrawer>
  );
}
