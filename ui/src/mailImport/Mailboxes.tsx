import { Button } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportMailboxState, ImportRow, ImportView } from "../host/bindings";
import { useHost } from "../host/host";
import { FilterChip } from "../parts/FilterChip";
import { Empty, Loaded } from "../parts/States";
import { ask, useAsk } from "../queries/queries";
import { SearchField } from "../wizard/mailboxes/SearchField";
import { PAGE } from "../wizard/mailboxes/useWindowed";
import { Grid } from "./Grid";
import css from "./mailImport.module.css";
import { marks, states } from "./words";

interface Props {
  client: number;
  view: ImportView;
  shown: ImportRow | null;
  onShow: (row: ImportRow) => void;
}

/** The mailboxes of the import, by state and by words of their addresses. */
export function Mailboxes({ client, view, shown, onShow }: Props) {
  const { t } = useTranslation("mailimport");
  const host = useHost();
  const [state, setState] = useState<ImportMailboxState | null>(null);
  const [search, setSearch] = useState("");
  const counts = new Map(view.states.map((one) => [one.state, one.count]));
  const query = { client, import: view.id, state, search: search.trim() };
  const read = (offset: number, limit: number) => ask(host, "import_window", { ...query, offset, limit });
  const head = useAsk(
    "import_window",
    { ...query, offset: 0, limit: PAGE },
    { placeholderData: (old) => old },
  );
  const clear = () => {
    setState(null);
    setSearch("");
  };
  return (
    <section className={css.list} aria-label={t("grid")}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame */}
      <div className={css.chips} role="group" aria-label={t("filter")}>
        <FilterChip
          label={t("all")}
          count={view.mailboxes}
          pressed={state === null}
          onPress={() => setState(null)}
        />
        {states
          .filter((one) => counts.has(one) || one === state)
          .map((one) => (
            <FilterChip
              key={one}
              label={t(`state.${one}`)}
              count={counts.get(one) ?? 0}
              state={marks[one]}
              pressed={state === one}
              onPress={() => setState(state === one ? null : one)}
            />
          ))}
        <SearchField
          className={css.search}
          label={t("find")}
          value={search}
          onSearch={setSearch}
          onLeave={() => document.getElementById("import-grid")?.focus()}
        />
      </div>
      <div className={css.frame}>
        <Loaded query={head} label={t("grid")} rows={8}>
          {(window) =>
            window.total === 0 ? (
              <Empty title={t("none.title")}>
                <Button onClick={clear} data-testid="import-clear">
                  {t("none.clear")}
                </Button>
              </Empty>
            ) : (
              <Grid
                list={JSON.stringify(query)}
                total={window.total}
                read={read}
                zone={view.zone}
                shown={shown}
                onShow={onShow}
              />
            )
          }
        </Loaded>
      </div>
    </section>
  );
}
