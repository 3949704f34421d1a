import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MailboxRow, MailboxTarget, MailboxWindow } from "../../host/bindings";
import { Opening } from "../../parts/Opening";
import { BulkBar } from "./BulkBar";
import { type Asking, BulkDialog } from "./BulkDialog";
import { everything, isFiltered, sortBy, type View } from "./filters";
import grid from "./grid.module.css";
import { type Act, MailboxGrid } from "./MailboxGrid";
import css from "./mailboxes.module.css";
import { countOf, invert, type Marks, markAll, unmark } from "./marks";
import { NoMatch } from "./NoMatch";
import { type Change, type Choose, services } from "./useMailboxes";
import { useUndoKey } from "./useUndoKey";
import type { Reader } from "./useWindowed";

const WhyDrawer = lazy(() => import("./WhyDrawer"));

/** A service for somebody who is left out means that they are in. */
const inWith = (change: Change): Change => (services.some((one) => change[one]) ? { selected: true } : {});

interface RowsProps {
  client: number;
  view: View;
  show: (view: View) => void;
  head: MailboxWindow;
  read: Reader<MailboxWindow>;
  marks: Marks;
  setMarks: (marks: Marks) => void;
  choose: Choose;
  /** Marks that went with the list before. */
  cleared: number;
}

/** The grid with its bar for many rows and its drawer for one. */
export function Rows({ client, view, show, head, read, marks, setMarks, choose, cleared }: RowsProps) {
  const { t } = useTranslation("mailboxes");
  const [why, setWhy] = useState<MailboxRow | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const rows = head.total;
  const marked = countOf(marks.ranges);
  const target = (): MailboxTarget => ({ of: "rows", list: head.list, ranges: [...marks.ranges] });
  const many = (change: Change) =>
    void choose.rows(head.list, marks.ranges, { ...inWith(change), ...change });
  const undo = () => head.undo !== null && void choose.undo();
  useUndoKey(undo);
  const exempt = () => setAsking({ ask: "exempt", target: target(), count: marked, name: "" });
  const settings = () => setAsking({ ask: "settings", target: target(), count: marked });
  const act = (what: Act, row: MailboxRow, onMarked: boolean) => {
    if (what === "why") return setWhy(row);
    if (what === "exempt") {
      if (onMarked && marked > 0) return exempt();
      const one: MailboxTarget = { of: "ids", ids: [row.id] };
      return setAsking({ ask: "exempt", target: one, count: 1, name: row.name || row.address });
    }
    const on = !(what === "selected" ? row.selected : row.services[what]);
    if (onMarked && marked > 0) return many({ [what]: on });
    const change = { [what]: on };
    void choose.one(row.id, { ...(row.selected ? {} : inWith(change)), ...change });
  };
  const drawer = why && (
    <Opening onClose={() => setWhy(null)}>
      <WhyDrawer
        client={client}
        about={why.id}
        name={why.name || why.address}
        onClose={() => setWhy(null)}
        onExempt={() => act("exempt", why, false)}
      />
    </Opening>
  );
  if (rows === 0 && isFiltered(view)) {
    const clear = () =>
      show({ ...everything, sort: view.sort, descending: view.descending, hidden: view.hidden });
    return (
      <NoMatch client={client} search={view.search.trim()} total={head.totals.recipients} onClear={clear} />
    );
  }
  return (
    <div className={css.body}>
      <div className={why ? `${css.frame} ${grid.narrow}` : css.frame}>
        <MailboxGrid
          client={client}
          view={view}
          head={head}
          read={read}
          marks={marks}
          onMarks={setMarks}
          onAct={act}
          onFocus={(row) => why && setWhy(row)}
          onSort={(sort) => show(sortBy(view, sort))}
          onChooseAll={() => void choose.rows(head.list, [[0, rows - 1]], { selected: head.chosen < rows })}
          onEscape={() => (why ? setWhy(null) : setMarks(unmark(marks)))}
        />
        <BulkBar
          marked={marked}
          shown={rows}
          onChange={many}
          onExempt={exempt}
          onSettings={settings}
          onMarkAll={() => setMarks(markAll(marks, rows))}
          onInvert={() => setMarks(invert(marks, rows))}
          undo={head.undo}
          undone={choose.touched?.what === "undone" ? choose.touched.count : null}
          onUndo={undo}
          onClear={() => setMarks(unmark(marks))}
        />
        <span className="unseen" role="status">
          {choose.touched?.what === "changed" && t("changed", { count: choose.touched.count })}
        </span>
        <span className="unseen" role="status" data-testid="cleared">
          {cleared > 0 && marked === 0 && t("cleared", { count: cleared })}
        </span>
      </div>
      {drawer}
      {asking && <BulkDialog client={client} asking={asking} onClose={() => setAsking(null)} />}
    </div>
  );
}
