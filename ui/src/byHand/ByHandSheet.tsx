import { Button, Tab, TabList } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons/svg/arrow-download";
import { TapDouble24Regular } from "@fluentui/react-icons/svg/tap-double";
import { WindowNew20Regular } from "@fluentui/react-icons/svg/window-new";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow, HandCount, HandSetting } from "../host/bindings";
import { FilterChip } from "../parts/FilterChip";
import { Sheet } from "../parts/Sheet";
import { Empty, Loaded } from "../parts/States";
import { TypedConfirm } from "../parts/TypedConfirm";
import { Written } from "../parts/Written";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import { ByHandList } from "./ByHandList";
import css from "./byHand.module.css";
import { useHands } from "./useHands";

/** Everything that a person has to set in the gateway: what, how, for whom; marked when it is so (G1). */
export default function ByHandSheet({ client, onClose }: { client: ClientRow; onClose: () => void }) {
  const { t } = useTranslation("byhand");
  const id = client.id;
  const [setting, setSetting] = useState<HandSetting | null>(null);
  const [done, setDone] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [asking, setAsking] = useState(false);
  const list = useHands(id, setting, done);
  const gateway = useAsk("gateway_get", { client: id }).data;
  const csv = useDo("by_hand_csv");
  const panel = useDo("gateway_panel");
  const mark = useDo("by_hand_done");
  const problem = mark.error ?? csv.error ?? panel.error;
  const show = (next: HandSetting | null, made: boolean) => {
    setSetting(next);
    setDone(made);
    setChosen(new Set());
  };
  const total = list.data?.total ?? 0;
  const finish = (rows?: number[]) => {
    setAsking(false);
    const what = rows ? { rows } : setting ? { setting } : {};
    mark.mutate({ client: id, ...what }, { onSuccess: () => setChosen(new Set()) });
  };
  return (
    <Sheet
      client={client}
      title={t("title", { client: client.name })}
      line={t("line")}
      testid="by-hand-list"
      onClose={onClose}
      footer={
        !done && total > 0 ? (
          <>
            <span className={css.footerWords} role="status">
              {chosen.size > 0 ? t("chosen", { count: chosen.size }) : t("footer")}
            </span>
            <Button
              appearance="primary"
              disabledFocusable={mark.isPending}
              onClick={() => (chosen.size > 0 ? finish([...chosen]) : setAsking(true))}
              data-testid="mark-done"
            >
              {chosen.size > 0 ? t("markChosen", { count: chosen.size }) : t("markAll", { count: total })}
            </Button>
          </>
        ) : null
      }
    >
      {problem && <ProblemBox problem={problem} />}
      {csv.data && <Written words={t("written")} path={csv.data.path} testid="csv-written" />}
      <div className={css.bar}>
        <TabList
          size="small"
          selectedValue={done ? "done" : "waits"}
          onTabSelect={(_, { value }) => show(null, value === "done")}
        >
          <Tab value="waits" data-testid="hands-waiting">
            {t("waits")}
          </Tab>
          <Tab value="done" data-testid="hands-done">
            {t("done")}
          </Tab>
        </TabList>
        {gateway?.capabilities.panel && (
          <Button
            icon={<WindowNew20Regular />}
            disabledFocusable={panel.isPending}
            onClick={() => panel.mutate({ client: id })}
            data-testid="hands-panel"
          >
            {t("gateway:panel.open")}
          </Button>
        )}
        <Button
          icon={<ArrowDownload20Regular />}
          disabledFocusable={csv.isPending}
          onClick={() => csv.mutate({ client: id })}
          data-testid="hands-csv"
        >
          {t("csv")}
        </Button>
      </div>
      {!done && (
        <Chips counts={list.data?.counts ?? []} setting={setting} onShow={(one) => show(one, false)} />
      )}
      <Loaded query={list} label={t("reading")}>
        {({ rows, total: all }) =>
          all === 0 ? (
            <Empty
              icon={<TapDouble24Regular />}
              title={t(done ? "empty.done" : "empty.waiting")}
              line={t(done ? "empty.doneLine" : "empty.waitingLine")}
            />
          ) : (
            <ByHandList
              rows={rows}
              total={all}
              done={done}
              chosen={chosen}
              onChoose={setChosen}
              onEnd={() => list.hasNextPage && !list.isFetching && void list.fetchNextPage()}
            />
          )
        }
      </Loaded>
      {asking && (
        <TypedConfirm
          title={t("confirm.title", { count: total })}
          action={t("confirm.action", { count: total })}
          onClose={() => setAsking(false)}
          onConfirm={() => finish()}
        >
          <p>{t("confirm.body")}</p>
        </TypedConfirm>
      )}
    </Sheet>
  );
}

interface ChipsProps {
  counts: readonly HandCount[];
  setting: HandSetting | null;
  onShow: (setting: HandSetting | null) => void;
}

/** What waits, by setting. */
function Chips({ counts, setting, onShow }: ChipsProps) {
  const { t } = useTranslation("byhand");
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame
    <div className={css.chips} role="group" aria-label={t("filter")}>
      <FilterChip
        label={t("all")}
        count={all}
        state="byHand"
        pressed={setting === null}
        onPress={() => onShow(null)}
      />
      {counts.map((one) => (
        <FilterChip
          key={one.setting}
          label={t(`chip.${one.setting}`)}
          count={one.count}
          pressed={setting === one.setting}
          onPress={() => onShow(setting === one.setting ? null : one.setting)}
        />
      ))}
    </div>
  );
}
