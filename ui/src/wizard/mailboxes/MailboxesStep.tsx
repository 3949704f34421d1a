import { Button } from "@fluentui/react-components";
import { Options20Regular } from "@fluentui/react-icons/svg/options";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import { PageHead } from "../../parts/PageHead";
import { Empty, Loaded } from "../../parts/States";
import { StepPage } from "../../parts/StepPage";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk } from "../../queries/queries";
import type { StepProps } from "../steps";
import { CsvMenu, CsvWritten, useCsv } from "./CsvMenu";
import { DefaultsDialog } from "./DefaultsDialog";
import { FilterRow, KindTabs } from "./Filters";
import { everything, filterOf, orderOf, type View } from "./filters";
import { MailboxesFooter } from "./MailboxesFooter";
import { countOf, nowhere, unmark } from "./marks";
import { NotTaken } from "./NotTaken";
import { Rows } from "./Rows";
import { hearViews, startView } from "./start";
import { useChoose, useList } from "./useMailboxes";

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
  const write = useCsv();
  const [cleared, setCleared] = useState(0);
  // Marks are places of a list: another list has others. That they are gone is said.
  const unmarked = (next = nowhere) => {
    setCleared(countOf(marks.ranges));
    setMarks(next);
  };
  // The core may put another list in the place of the one that is shown, and no row can be shown before the marks are gone.
  const listed = shown.isPlaceholderData ? undefined : shown.data?.list;
  const [markedOf, setMarkedOf] = useState(listed);
  if (listed !== undefined && listed !== markedOf) {
    setMarkedOf(listed);
    if (marks.ranges.length > 0) unmarked(unmark(marks));
  }
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
        <CsvMenu client={id} view={view} write={write} />
      </PageHead>
      <CsvWritten write={write} />
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
