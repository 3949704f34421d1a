// biome-ignore-all lint/a11y/useSemanticElements: a window of rows; a table cannot hold one
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows are read, nothing in them is pressed
import { Button } from "@fluentui/react-components";
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { ChevronRight16Regular } from "@fluentui/react-icons/svg/chevron-right";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GroupCount } from "../../host/bindings";
import { useHost } from "../../host/host";
import { useFormat } from "../../parts/format";
import { Empty, Loaded } from "../../parts/States";
import { ask, useAsk } from "../../queries/queries";
import { PAGE, useWindowed } from "../mailboxes/useWindowed";
import { linesOf } from "./lines";
import { PlanHeads, PlanLine } from "./PlanLine";
import css from "./review.module.css";
import { usePageRows } from "./usePageRows";

export interface PlanFilter {
  group: string | null;
  reason: string | null;
  search: string;
}
export const wholePlan: PlanFilter = { group: null, reason: null, search: "" };

interface Props {
  client: number;
  plan: number;
  /** Rows that are ready without any filter. */
  ready: number;
  filter: PlanFilter;
  onClear: () => void;
}

/** Everything that would be applied now, in order, in groups. */
export function PlanList({ client, plan, ready, filter, onClear }: Props) {
  const { t } = useTranslation("review");
  const query = { client, plan, held: false, hold: null, ...filter };
  const head = useAsk(
    "plan_rows",
    { ...query, offset: 0, limit: PAGE },
    { placeholderData: keepPreviousData },
  );
  return (
    <Loaded query={head} label={t("list")}>
      {({ groups, total }) =>
        total > 0 ? (
          <Lines
            query={query}
            groups={groups.filter(({ group }) => filter.group === null || group === filter.group)}
            total={total}
          />
        ) : (
          <Empty title={t("noMatch.title")} line={t("noMatch.body", { count: ready })}>
            <Button onClick={onClear}>{t("noMatch.action")}</Button>
          </Empty>
        )
      }
    </Loaded>
  );
}

interface LinesProps {
  query: PlanFilter & { client: number; plan: number; held: boolean; hold: string | null };
  groups: GroupCount[];
  total: number;
}

function Lines({ query, groups, total }: LinesProps) {
  const { t } = useTranslation("review");
  const host = useHost();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const lines = linesOf(groups, folded);
  const isHead = (line: number) => "head" in (lines.at(line) ?? {});
  const { box, items, height, measure } = usePageRows(lines.count, (line) => (isHead(line) ? 27 : 41));
  const inSight = items.flatMap(({ index }) => {
    const line = lines.at(index);
    return line && "offset" in line ? [line.offset] : [];
  });
  const rows = useWindowed(
    JSON.stringify(query),
    (offset, limit) => ask(host, "plan_rows", { ...query, offset, limit }),
    inSight,
  );
  const fold = (group: string) => {
    const next = new Set(folded);
    if (!next.delete(group)) next.add(group);
    setFolded(next);
  };
  return (
    <div
      role="table"
      aria-label={t("list")}
      aria-rowcount={total}
      aria-busy={rows.waiting}
      className={css.list}
      data-testid="plan-list"
    >
      <PlanHeads />
      <div ref={box} role="rowgroup" className={css.rows} style={{ height }}>
        {items.map(({ index, top }) => {
          const line = lines.at(index);
          if (!line) return null;
          return "head" in line ? (
            <GroupLine
              key={line.head.group}
              group={line.head}
              line={index}
              top={top}
              folded={folded.has(line.head.group)}
              onFold={() => fold(line.head.group)}
            />
          ) : (
            <PlanLine key={index} row={rows.row(line.offset)} line={index} top={top} measure={measure} />
          );
        })}
      </div>
    </div>
  );
}

interface GroupProps {
  group: GroupCount;
  line: number;
  top: number;
  folded: boolean;
  onFold: () => void;
}

function GroupLine({ group: { group, count }, line, top, folded, onFold }: GroupProps) {
  const { t } = useTranslation("review");
  const { number } = useFormat();
  return (
    <div role="row" data-index={line} className={css.groupLine} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell">
        <button type="button" aria-expanded={!folded} onClick={onFold}>
          {folded ? <ChevronRight16Regular /> : <ChevronDown16Regular />}
          <b>{t(`groups.${group}`, { defaultValue: group })}</b>{" "}
          <span className="quiet">{number(count)}</span>
        </button>
      </span>
    </div>
  );
}
