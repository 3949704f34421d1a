import { Button, Input } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { ArrowSync20Regular } from "@fluentui/react-icons/svg/arrow-sync";
import { Search20Regular } from "@fluentui/react-icons/svg/search";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { ClientRow } from "../host/bindings";
import { FilterChip } from "../parts/FilterChip";
import { useFormat } from "../parts/format";
import { KeyHint } from "../parts/KeyHint";
import { useKeys } from "../parts/keys";
import { PageHead } from "../parts/PageHead";
import { Empty, Loaded } from "../parts/States";
import { TopBar } from "../parts/TopBar";
import { useAsk } from "../queries/queries";
import { ClientTable } from "./ClientTable";
import css from "./Cockpit.module.css";
import { DamagedNotice } from "./DamagedNotice";
import { FirstStart } from "./FirstStart";
import { type Chip, canSync, chipsOf, grouped, marks, needYou } from "./groups";
import { StatusBar } from "./StatusBar";
import { Troubles } from "./Troubles";
import { useActs } from "./useActs";

/** Home: who needs me, worst first, one suggested action per client (W0). */
export function Cockpit() {
  const { t } = useTranslation("cockpit");
  const cockpit = useAsk("client_list", null);
  useEffect(() => {
    document.title = "Tenantry";
  }, []);
  return (
    <div className={css.frame}>
      <TopBar />
      <main className={css.main} tabIndex={-1} data-testid="screen-cockpit">
        <DamagedNotice />
        <div className={css.page}>
          <Loaded query={cockpit} label={t("reading")}>
            {({ clients }) => (clients.length === 0 ? <FirstStart /> : <Clients clients={clients} />)}
          </Loaded>
        </div>
      </main>
      <StatusBar clients={cockpit.data?.clients.length} />
    </div>
  );
}

function Clients({ clients }: { clients: ClientRow[] }) {
  const { t } = useTranslation("cockpit");
  const { number } = useFormat();
  const [chip, setChip] = useState<Chip | null>(null);
  const [words, setWords] = useState("");
  const search = useRef<HTMLInputElement>(null);
  const acts = useActs();
  const waiting = needYou(clients);
  const unfinished = clients.filter(({ state }) => state === "setting-up").length;
  const shown = grouped(clients, chip, words);
  const ready = clients.filter(canSync);
  const reset = () => {
    setChip(null);
    setWords("");
  };
  useKeys({ "/": () => search.current?.focus() });
  return (
    <>
      <PageHead
        title={t("title")}
        line={
          waiting > 0
            ? t("need", { count: waiting, total: clients.length })
            : unfinished > 0
              ? t("unfinished", { count: unfinished, total: clients.length })
              : t("calm", { count: clients.length })
        }
      >
        {ready.length > 1 && (
          <Button icon={<ArrowSync20Regular />} onClick={() => ready.map(acts.sync)} data-testid="sync-all">
            {t("syncAll")}
          </Button>
        )}
        <Button
          appearance="primary"
          icon={<Add20Regular />}
          onClick={() => go(paths.add)}
          data-testid="add-client"
        >
          {t("add")}
        </Button>
      </PageHead>
      <Troubles acts={acts} />
      <div className={css.filters}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame */}
        <div className={css.chips} role="group" aria-label={t("filterBy")}>
          <FilterChip
            label={t("all")}
            count={clients.length}
            pressed={chip === null}
            onPress={() => setChip(null)}
          />
          {chipsOf(clients).map((one) => (
            <FilterChip
              key={one.chip}
              label={t(`state.${one.chip}`)}
              count={one.count}
              state={one.chip === "practice" ? "practice" : marks[one.chip]}
              pressed={chip === one.chip}
              onPress={() => setChip(chip === one.chip ? null : one.chip)}
            />
          ))}
        </div>
        <Input
          ref={search}
          className={css.search}
          type="search"
          placeholder={t("filter")}
          aria-label={t("filter")}
          contentBefore={<Search20Regular />}
          contentAfter={<KeyHint keys={["/"]} />}
          value={words}
          onChange={(_, { value }) => setWords(value)}
          onKeyDown={(event) => event.key === "Escape" && setWords("")}
          data-testid="filter"
        />
      </div>
      <p className="unseen" role="status">
        {t("shown", { count: shown.reduce((sum, { rows }) => sum + rows.length, 0) })}
      </p>
      {shown.length > 0 ? (
        <ClientTable shown={shown} acts={acts} />
      ) : (
        <Empty icon={<Search20Regular />} title={t("noMatch", { words: words || t(`state.${chip}`) })}>
          <Button onClick={reset}>{t("showAll", { total: number(clients.length) })}</Button>
        </Empty>
      )}
    </>
  );
}
