import { Button } from "@fluentui/react-components";
import { Options20Regular } from "@fluentui/react-icons/svg/options";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { MailboxRow, MailboxTarget, MailboxWindow } from "../../host/bindings";
import { PageHead } from "../../parts/PageHead";
import { Empty, Loaded } from "../../parts/States";
import { StepPage } from "../../parts/StepPage";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk } from "../../queries/queries";
import type { StepProps } from "../steps";
import { BulkBar } from "./BulkBar";
import { type Asking, BulkDialog } from "./BulkDialog";
import { CsvMenu } from "./CsvMenu";
import { DefaultsDialog } from "./DefaultsDialog";
import { FilterRow, KindTabs } from "./Filters";
import { everything, filterOf, isFiltered, orderOf, sortBy, type View } from "./filters";
import grid from "./grid.module.css";
import { MailboxesFooter } from "./MailboxesFooter";
import { type Act, MailboxGrid } from "./MailboxGrid";
import css from "./mailboxes.module.css";
import { countOf, invert, type Marks, markAll, nowhere, unmark } from "./marks";
import { NoMatch } from "./NoMatch";
import { NotTaken } from "./NotTaken";
import { hearViews, startView } from "./start";
import { type Change, type Choose, useChoose, useList } from "./useMailboxes";
import { useUndoKey } from "./useUndoKey";
import type { Reader } from "./useWindowed";

const WhyDrawer = lazy(() => import("./WhyDrawer"));

/** Who is filtered, and how. */
export default function MailboxesStep({ client }: StepProps) {
  const { t } = useTranslation("mailboxes");
  const id = client.row.id;
  const [view, setView] = useState(startView);
  const [marks, setMarks] = useState(nowhere);
  const [notTaken, setNotTaken] = useState(false);
  const [defaults, setDefaults] = useState(false);
  const list = useList(id, view);
  const { shown } = list;
  const domains = useAsk("domain_list", { client: id });
  const choose = useChoose(id);
  const [cleared, setCleared] = useState(0);
  // Marks are places of a list: another list has others. That they are gone is said.
  const unmarked = () => {
    setCleared(countOf(marks.ranges));
    setMarks(nowhere);
  };
  const show = (next: View) => {
    setView(next);
    if (JSON.stringify(filterOf(next)) !== JSON.stringify(filterOf(view)) || orderOf(next) !== orderOf(view))
      unmarked();
  };
  useEffect(() => hearViews(show));
  const renew = () => {
    list.renew();
    unmarked();
  };
  const names = domains.data?.domains.filter((one) => one.selected).map(({ name }) => name) ?? [];
  return (
    <StepPage
      testid="screen-mailboxes"
      fixed
      footer={<MailboxesFooter client={id} totals={shown.data?.totals} />}
    >
      <PageHead title={t("title")} line={t("lead")}>
        <Button icon={<Options20Regular />} onClick={() => setDefaults(true)} data-testid="defaults">
          {t("defaults.button")}
        </Button>
        <CsvMenu client={id} view={view} />
      </PageHead>
      {defaults && <DefaultsDialog client={id} onClose={() => setDefaults(false)} />}
      {choose.problem && <ProblemBox problem={choose.problem} />}
      <Loaded query={shown} label={t("title")} rows={12}>
        {(head) =>
          head.totals.recipients === 0 && !notTaken && head.totals.notTaken === 0 ? (
            <Empty
              title={t(client.domainsSelected > 0 ? "empty.titleChosen" : "empty.title")}
              line={t(client.domainsSelected > 0 ? "empty.bodyChosen" : "empty.body")}
            >
              <Button appearance="primary" onClick={() => go(paths.step(id, "domains"))}>
                {t("empty.action")}
              </Button>
            </Empty>
          ) : (
            <>
              <KindTabs
                head={head}
                tab={notTaken ? "notTaken" : view.tab}
                onTab={(tab) => {
                  setNotTaken(tab === "notTaken");
                  if (tab !== "notTaken") show({ ...view, tab });
                }}
              />
              {notTaken ? (
                <NotTaken client={id} total={head.totals.notTaken} filter={filterOf(everything)} />
              ) : (
                <>
                  <FilterRow
                    client={id}
                    view={view}
                    onView={show}
                    domains={names}
                    head={head}
                    onRenew={renew}
                  />
                  <Rows
                    {...{ client: id, view, show, head, read: list.read, marks, setMarks, choose, cleared }}
                  />
                </>
              )}
            </>
          )
        }
      </Loaded>
    </StepPage>
  );
}

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
function Rows({ client, view, show, head, read, marks, setMarks, choose, cleared }: RowsProps) {
  const { t } = useTranslation("mailboxes");
  const [why, setWhy] = useState<MailboxRow | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const rows = head.total;
  const marked = countOf(marks.ranges);
  const target = (): MailboxTarget => ({ of: "rows", list: head.list, ranges: [...marks.ranges] });
  const many = (change: Change) => void choose.rows(head.list, marks.ranges, change);
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
    // A service for somebody who is left out means that they are in.
    const change = on && what !== "selected" && !row.selected ? { selected: true } : {};
    void choose.one(row.id, { ...change, [what]: on });
  };
  const drawer = why && (
    <Suspense>
      <WhyDrawer
        client={client}
        about={why.id}
        name={why.name || why.address}
        onClose={() => setWhy(null)}
        onExempt={() => act("exempt", why, false)}
      />
    </Suspense>
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
          onUndo={undo}
          onClear={() => setMarks(unmark(marks))}
        />
        <span className="unseen" role="status">
          {choose.touched && t(choose.touched.what, { count: choose.touched.count })}
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
