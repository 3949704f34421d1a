// biome-ignore-all lint/a11y/useSemanticElements: cards are no fields of a form
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { ChevronUp16Regular } from "@fluentui/react-icons/svg/chevron-up";
import { Receipt20Regular } from "@fluentui/react-icons/svg/receipt";
import { useTranslation } from "react-i18next";
import type { PlanCounts, PlanView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { type State, StateIcon } from "../../parts/StateMark";
import css from "./review.module.css";

const marks: Record<keyof PlanCounts, State> = {
  created: "new",
  adopted: "adopted",
  changed: "working",
  domains: "info",
  stopped: "ending",
  removed: "ends",
};
const order = Object.keys(marks) as (keyof PlanCounts)[];

interface Props {
  plan: PlanView;
  /** Of what is held. */
  approved: number;
  group: string | null;
  onGroup: (group: string | null) => void;
  /** The bill by kind is open. */
  byKind: boolean;
  onByKind: () => void;
  /** What is to be set by hand is open. */
  hands: boolean;
  onHands: () => void;
  /** Shows what exceptions leave alone. */
  onExempt: () => void;
}

/** The plan in numbers; a card shows its group alone. */
export function Cards({ plan, approved, group, onGroup, byKind, onByKind, hands, onHands, onExempt }: Props) {
  const { t } = useTranslation("review");
  const { number } = useFormat();
  const held = plan.held - approved;
  const shown = order.filter((one) => plan.counts[one] > 0 || one === "created");
  return (
    <div className={css.cards} role="group" aria-label={t("cards.label")}>
      <div className={css.card} data-held={held > 0 ? "" : undefined}>
        <StateIcon state={held > 0 ? "held" : "done"} />
        <span>
          <b data-testid="plan-held" data-count={held}>
            {number(held)}
          </b>
          {approved > 0 ? t("cards.heldApproved", { count: approved }) : t("cards.held")}
        </span>
      </div>
      {shown.map((one) => (
        <button
          key={one}
          type="button"
          className={css.card}
          aria-pressed={group === one}
          onClick={() => onGroup(group === one ? null : one)}
          data-testid={`card-${one}`}
        >
          <StateIcon state={marks[one]} />
          <span>
            <b>{number(plan.counts[one])}</b>
            {t(`cards.${one}`)}
          </span>
        </button>
      ))}
      {plan.exempt > 0 && (
        <button type="button" className={css.card} onClick={onExempt} data-testid="card-exempt">
          <StateIcon state="exempt" />
          <span>
            <b data-testid="plan-exempt">{number(plan.exempt)}</b>
            {t("cards.exempt")}
          </span>
        </button>
      )}
      {plan.byHand.length > 0 && (
        <button
          type="button"
          className={css.card}
          aria-expanded={hands}
          onClick={onHands}
          data-testid="card-by-hand"
        >
          <StateIcon state="byHand" />
          <span>
            <b>{number(plan.byHand.reduce((sum, { count }) => sum + count, 0))}</b>
            {t("byhand:plan.card")}
          </span>
        </button>
      )}
      <Bill plan={plan} open={byKind} onOpen={onByKind} />
    </div>
  );
}

function Bill({ plan: { bill }, open, onOpen }: { plan: PlanView; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation("review");
  const { number } = useFormat();
  const rows = [
    ["cards.billIn", bill.incomingBefore, bill.incomingAfter],
    ["cards.billOut", bill.outgoingBefore, bill.outgoingAfter],
    ["cards.billArchive", bill.archivingBefore, bill.archivingAfter],
  ] as const;
  return (
    <button
      type="button"
      className={`${css.card} ${css.bill}`}
      aria-expanded={open}
      title={t("bill.byKind")}
      onClick={onOpen}
      data-testid="bill"
    >
      <Receipt20Regular aria-hidden />
      {rows.map(([key, before, after]) => (
        <span key={key}>
          <span aria-hidden>
            <span className={css.plain}>{number(before)} → </span>
            {number(after)}
          </span>
          <span className="unseen">{t("cards.billChange", { what: t(key), before, after })}</span>
          <span className={css.plain} aria-hidden>
            {t(key)}
          </span>
        </span>
      ))}
      <span className="unseen">{t("bill.byKind")}</span>
      <span className={css.fold} aria-hidden>
        {open ? <ChevronUp16Regular /> : <ChevronDown16Regular />}
      </span>
    </button>
  );
}
