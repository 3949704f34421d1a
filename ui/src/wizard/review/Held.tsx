// biome-ignore-all lint/a11y/useSemanticElements: a window of rows; a table cannot hold one
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the rows have the focus
import { Button, Link } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GroupCount, PlanNotice, PlanRow, PlanView } from "../../host/bindings";
import { useHost } from "../../host/host";
import { HeldBox } from "../../parts/HeldBox";
import { ask } from "../../queries/queries";
import { useWindowed } from "../mailboxes/useWindowed";
import { type Answers, countOf, heldRemovals } from "./approvals";
import { BrakeMeter } from "./BrakeMeter";
import { PlanHeads, PlanLine } from "./PlanLine";
import css from "./review.module.css";
import { usePageRows } from "./usePageRows";

const FEW = 3;

interface Props {
  client: number;
  plan: PlanView;
  /** Held rows per group. */
  groups: readonly GroupCount[];
  answers: Answers;
}

/** What waits for a person, why, and the answers; above everything else. */
export function Held({ client, plan, groups, answers }: Props) {
  const { t } = useTranslation("review");
  const [open, setOpen] = useState(false);
  const { held, brake } = plan;
  const removals = heldRemovals(plan);
  const waiting = (kind: PlanNotice["notice"]) =>
    groups.length > 0 ? plan.notices.filter(({ notice }) => notice === kind).length : 0;
  const relays = waiting("internal-relay");
  const unknown = waiting("exchange-unknown");
  // Where a domain waits, what else waits may do so with it, as new, or as changed by hand: each line says it.
  const domains = relays + unknown;
  const others = domains > 0 ? Math.max(0, held - removals - domains) : 0;
  const created = domains > 0 ? 0 : (groups.find(({ group }) => group === "created")?.count ?? 0);
  const drifted = Math.max(0, held - removals - created - domains - others);
  const { approved } = countOf(answers.approvals, held, removals);
  const title = removals === held ? "held.titleRemovals" : "held.title";
  return (
    <HeldBox
      title={
        <>
          {t(title, { count: held })}{" "}
          {held > FEW && (
            <Link as="button" className={css.more ?? ""} onClick={() => setOpen(!open)}>
              {open ? t("held.showFew") : t("held.showAll", { count: held })}
            </Link>
          )}
        </>
      }
      line={
        <span role="status">
          {brake.holds && t("held.brake", { sum: brake.done + brake.planned, limit: brake.limit })}{" "}
          {unknown > 0 && t("held.unknown", { count: unknown })}{" "}
          {relays > 0 && t("held.relay", { count: relays })}{" "}
          {others > 0 && t("held.others", { count: others })}{" "}
          {created > 0 && t("held.new", { count: created })}{" "}
          {drifted > 0 && t("held.drift", { count: drifted })}{" "}
          {approved > 0 ? <b>{t("held.approvedCount", { count: approved })}</b> : t("held.nothing")}
        </span>
      }
      actions={
        <>
          {removals > 0 && <BrakeMeter brake={brake} />}
          {approved > 0 && <Button onClick={answers.holdAll}>{t("held.holdAll")}</Button>}
          {approved < held && (
            <Button onClick={answers.approveAll} data-testid="approve-all">
              {t("held.approveAll", { count: held })}
            </Button>
          )}
        </>
      }
    >
      <Rows client={client} plan={plan.plan} count={open ? held : Math.min(FEW, held)} answers={answers} />
    </HeldBox>
  );
}

function Rows({
  client,
  plan,
  count,
  answers,
}: {
  client: number;
  plan: number;
  count: number;
  answers: Answers;
}) {
  const { t } = useTranslation("review");
  const host = useHost();
  const { box, items, height, measure } = usePageRows(count, () => 41);
  const query = { client, plan, held: true, group: null, reason: null, search: "" };
  const rows = useWindowed(
    String(plan),
    (offset, limit) => ask(host, "plan_rows", { ...query, offset, limit }),
    items.map(({ index }) => index),
  );
  return (
    <div role="table" aria-label={t("held.list")} aria-rowcount={count}>
      <div className="unseen" role="rowgroup">
        <PlanHeads decide />
      </div>
      <div ref={box} role="rowgroup" className={css.rows} style={{ height }}>
        {items.map(({ index, top }) => {
          const row = rows.row(index);
          return (
            <PlanLine key={index} row={row} line={index} top={top} measure={measure}>
              {row && <Decide row={row} answers={answers} />}
            </PlanLine>
          );
        })}
      </div>
    </div>
  );
}

function Decide({ row, answers }: { row: PlanRow; answers: Answers }) {
  const { t } = useTranslation("review");
  const { approvals, toggle } = answers;
  const name = row.name || row.key;
  if (approvals.all) return <span className={css.approved}>{t("held.approved")}</span>;
  const approved = approvals.rows.has(row.seq);
  return (
    <Button
      size="small"
      aria-label={t(approved ? "held.takeBackNamed" : "held.approveNamed", { name })}
      onClick={() => toggle(row)}
      data-testid="approve"
    >
      {t(approved ? "held.takeBack" : "held.approve")}
    </Button>
  );
}
