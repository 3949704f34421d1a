import { lazy, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { KeyHint } from "../parts/KeyHint";
import { useKeys } from "../parts/keys";
import { Opening } from "../parts/Opening";
import { ClientLine } from "./ClientLine";
import css from "./ClientTable.module.css";
import type { Group } from "./groups";
import type { RowQuestion } from "./RowDialog";
import type { RowSheet } from "./RowMenu";
import type { Acts } from "./useActs";
import { useWalk } from "./useWalk";

const RowDialog = lazy(() => import("./RowDialog").then((file) => ({ default: file.RowDialog })));
const ExceptionsDrawer = lazy(() => import("../exceptions/ExceptionsDrawer"));
const Rehearsal = lazy(() => import("../rehearsal/Rehearsal"));
const HistoryDrawer = lazy(() => import("../history/HistoryDrawer"));

interface Props {
  shown: { group: Group; rows: ClientRow[] }[];
  acts: Acts;
}

/** All clients, in groups. */
export function ClientTable({ shown, acts }: Props) {
  const { t } = useTranslation("cockpit");
  const now = useNow();
  const walk = useWalk();
  const table = useRef<HTMLTableElement>(null);
  const into = (which: number) => () =>
    [...(table.current?.querySelectorAll<HTMLElement>("a[data-client]") ?? [])].at(which)?.focus();
  useKeys({ ArrowDown: into(0), ArrowUp: into(-1) });
  const { zone } = useFormat();
  const [question, setQuestion] = useState<RowQuestion | null>(null);
  const [sheet, setSheet] = useState<RowSheet | null>(null);
  const close = () => {
    setSheet(null);
    setQuestion(null);
  };
  return (
    <>
      <div className={css.box}>
        <table ref={table} className={css.table} onKeyDown={walk}>
          <caption className="unseen">{t("title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("col.client")}</th>
              <th scope="col">{t("col.state")}</th>
              <th scope="col">{t("col.lastGood", { zone: zone(now) })}</th>
              <th scope="col" className={css.wide}>
                {t("col.next", { zone: zone(now) })}
              </th>
              <th scope="col" className={`${css.number} ${css.wide}`}>
                {t("col.pending")}
              </th>
              <th scope="col" className={css.number}>
                {t("col.held")}
              </th>
              <th scope="col" className={css.number}>
                {t("col.failed")}
              </th>
              <th scope="col" className={css.number}>
                {t("col.signIn")}
              </th>
              <th scope="col">
                <span className="unseen">{t("col.action")}</span>
              </th>
            </tr>
          </thead>
          {shown.map(({ group, rows }) => (
            <tbody key={group}>
              <tr className={css.group}>
                <th scope="rowgroup" colSpan={9}>
                  {t(`group.${group}`)}
                </th>
              </tr>
              {rows.map((row) => (
                <ClientLine
                  key={row.id}
                  row={row}
                  now={now}
                  acts={acts}
                  onAsk={setQuestion}
                  onSheet={setSheet}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
      <p className={css.keys}>
        <KeyHint keys={["↑", "↓"]}>{t("keys.move")}</KeyHint>
        <KeyHint keys={["A", "Z"]}>{t("keys.type")}</KeyHint>
        <KeyHint keys={["Enter"]}>{t("keys.open")}</KeyHint>
        <KeyHint keys={["F5"]}>{t("keys.sync")}</KeyHint>
        <KeyHint keys={["/"]}>{t("keys.filter")}</KeyHint>
      </p>
      <Opening onClose={close}>
        {sheet?.shows === "history" && <HistoryDrawer client={sheet.row} onClose={close} />}
        {sheet?.shows === "rehearsal" && <Rehearsal client={sheet.row} onClose={close} />}
        {sheet?.shows === "exceptions" && <ExceptionsDrawer client={sheet.row} onClose={close} />}
        {question && <RowDialog {...question} onClose={close} />}
      </Opening>
    </>
  );
}
