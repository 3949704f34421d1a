import { History24Regular } from "@fluentui/react-icons/svg/history";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { HistoryRow } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { Empty, Loaded } from "../parts/States";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk } from "../queries/queries";
import css from "./history.module.css";
import { RunLine } from "./RunLine";
import { Settings } from "./Settings";
import { useUndo } from "./useUndo";

interface Props {
  client: number;
  /** An undo was made, and one goes where it is reviewed. */
  onLeave?: () => void;
}

/** Every run of a client and every row of it: who, when, what, why, how it ended, and the way back (B5). */
export function HistoryList({ client, onLeave }: Props) {
  const { t } = useTranslation("history");
  const { zone } = useFormat();
  const now = useNow();
  const history = useAsk("history", { client });
  const undo = useUndo(client, onLeave);
  const [open, setOpen] = useState<number | null>(null);
  const line = (run: HistoryRow) => (
    <RunLine
      key={run.run}
      client={client}
      run={run}
      now={now}
      open={open === run.run}
      onOpen={() => setOpen(open === run.run ? null : run.run)}
      undo={undo}
    />
  );
  return (
    <>
      {undo.problem && <ProblemBox problem={undo.problem} />}
      <Loaded query={history} label={t("reading")}>
        {({ runs, settings }) =>
          runs.length === 0 && settings.length === 0 ? (
            <Empty icon={<History24Regular />} title={t("empty.title")} line={t("empty.line")} />
          ) : (
            <>
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
              {settings.length > 0 && <Settings changes={settings} />}
            </>
          )
        }
      </Loaded>
    </>
  );
}
