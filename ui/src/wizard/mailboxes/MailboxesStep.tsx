import { Button } from "@fluentui/react-components";
import { lazy, Suspense, useState } from "react";
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
import { FilterRow, KindTabs } from "./Filters";
import { everything, filterOf, isFiltered, sortBy, type View } from "./filters";
import grid from "./grid.module.css";
import { MailboxesFooter } from "./MailboxesFooter";
import { type Act, MailboxGrid } from "./MailboxGrid";
import css from "./mailboxes.module.css";
import { type Marks, nowhere, rangeOf, unmark } from "./marks";
import { NoMatch } from "./NoMatch";
import { NotTaken } from "./NotTaken";
import { startView } from "./start";
import { type Change, type Choose, useChoose, useHead } from "./useMailboxes";

const WhyDrawer = lazy(() => import("./WhyDrawer"));

/** Who is filtered, and how. */
export default function MailboxesStep({ client }: StepProps) {
  const { t } = useTranslation("mailboxes");
  const id = client.row.id;
  const [view, setView] = useState(startView);
  const [marks, setMarks] = useState(nowhere);
  const [notTaken, setNotTaken] = useState(false);
  const { shown, chosen } = useHead(id, view);
  const domains = useAsk("domain_list", { client: id });
  const choose = useChoose(id, view);
  const show = (next: View) => {
    setView(next);
    setMarks(nowhere);
  };
  const names = domains.data?.domains.filter((one) => one.selected).map(({ name }) => name) ?? [];
  return (
    <StepPage
      testid="screen-mailboxes"
      fixed
      footer={<MailboxesFooter client={id} totals={shown.data?.totals} />}
    >
      <PageHead title={t("title")} line={t("lead")} />
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
                  <FilterRow view={view} onView={show} domains={names} head={head} />
                  <Rows {...{ client: id, view, show, head, chosen, marks, setMarks, choose }} />
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
  chosen: number;
  marks: Marks;
  setMarks: (marks: Marks) => void;
  choose: Choose;
}

/** The grid with its bar for many rows and its drawer for one. */
function Rows({ client, view, show, head, chosen, marks, setMarks, choose }: RowsProps) {
  const { t } = useTranslation("mailboxes");
  const [why, setWhy] = useState<MailboxRow | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const rows = head.total;
  const range = rangeOf(marks, rows);
  const marked = range ? range[1] - range[0] + 1 : 0;
  const many = (change: Change) => {
    if (!range) return;
    void (marked === rows ? choose.all(change) : choose.range(...range, change));
  };
  const exempt = () =>
    range && setAsking({ ask: "exempt", ids: () => choose.idsOf(...range), count: marked, name: "" });
  const settings = () => {
    if (!range) return;
    const target = async (): Promise<MailboxTarget> =>
      marked === rows
        ? { of: "filter", filter: filterOf(view) }
        : { of: "ids", ids: await choose.idsOf(...range) };
    setAsking({ ask: "settings", target, count: marked });
  };
  const act = (what: Act, row: MailboxRow, onMarked: boolean) => {
    if (what === "why") return setWhy(row);
    if (what === "exempt") {
      if (onMarked && range) return exempt();
      return setAsking({ ask: "exempt", ids: async () => [row.id], count: 1, name: row.name || row.address });
    }
    const on = !(what === "selected" ? row.selected : row.services[what]);
    if (onMarked && range) return many({ [what]: on });
    // A service for somebody who is left out means that they are in.
    const change = on && what !== "selected" && !row.selected ? { selected: true } : {};
    void choose.ids([row.id], { ...change, [what]: on });
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
    const clear = () => show({ ...everything, sort: view.sort, descending: view.descending });
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
          chosen={chosen}
          marks={marks}
          onMarks={setMarks}
          onAct={act}
          onFocus={(row) => why && setWhy(row)}
          onSort={(sort) => show(sortBy(view, sort))}
          onChooseAll={() => void choose.all({ selected: chosen < rows })}
          onEscape={() => (why ? setWhy(null) : setMarks(unmark(marks)))}
        />
        <BulkBar
          marked={marked}
          shown={rows}
          onChange={many}
          onExempt={exempt}
          onSettings={settings}
          onMarkAll={() => setMarks({ ...marks, all: true, anchor: null })}
          onClear={() => setMarks(unmark(marks))}
        />
        <span className="unseen" role="status">
          {choose.touched !== null && t("changed", { count: choose.touched })}
        </span>
      </div>
      {drawer}
      {asking && <BulkDialog client={client} asking={asking} onClose={() => setAsking(null)} />}
    </div>
  );
}
