// biome-ignore-all lint/a11y/useSemanticElements: a window of rows; a table cannot hold one
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the rows have the focus
import { Button, Link } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { HoldCount, PlanView } from "../../host/bindings";
import { useHost } from "../../host/host";
import { useFocusKept } from "../../parts/focusBack";
import { HeldBox } from "../../parts/HeldBox";
import { ask } from "../../queries/queries";
import { useWindowed } from "../mailboxes/useWindowed";
import { AnswerDialog, type Question } from "./AnswerDialog";
import { type Answers, approvedOf } from "./approvals";
import { BrakeMeter } from "./BrakeMeter";
import { Decide } from "./Decide";
import { holdsOf, waysOf } from "./holds";
import { PlanHeads, PlanLine } from "./PlanLine";
import css from "./review.module.css";
import type { Answering } from "./useAnswer";
import { usePageRows } from "./usePageRows";

const FEW = 3;

interface Props {
  client: number;
  /** Name of the client. */
  name: string;
  plan: PlanView;
  answers: Answers;
  answering: Answering;
}

/** What waits for a person, one box for each reason with its answers; above everything else. */
export function Held(props: Props) {
  const [question, setQuestion] = useState<Question | null>(null);
  return (
    <>
      {holdsOf(props.plan).map((held) => (
        <Kind key={held.hold} {...props} held={held} onAsk={setQuestion} />
      ))}
      {question && (
        <AnswerDialog
          question={question}
          answering={props.answering}
          name={props.name}
          typedFrom={props.plan.typedFrom}
          onClose={() => setQuestion(null)}
        />
      )}
    </>
  );
}

interface KindProps extends Props {
  held: HoldCount;
  onAsk: (question: Question) => void;
}

/** Everything that is held for one reason. */
function Kind({ held: { hold, count }, onAsk, ...props }: KindProps) {
  const { client, plan, answers, answering } = props;
  const { t } = useTranslation("review");
  const [open, setOpen] = useState(false);
  const { brake } = plan;
  const approved = approvedOf(answers.approvals, hold, count);
  const box = useFocusKept<HTMLDivElement>(approved);
  const word = (part: string) => [`hold.${hold}.${part}`, `hold.other.${part}`];
  const braked = hold === "brake";
  return (
    <HeldBox
      hold={hold}
      ref={box}
      title={
        <>
          {t(word("title"), { count })}{" "}
          {count > FEW && (
            <Link as="button" className={css.more ?? ""} onClick={() => setOpen(!open)}>
              {open ? t("held.showFew") : t("held.showAll", { count })}
            </Link>
          )}
        </>
      }
      line={
        <span role="status">
          {braked ? <BrakeLine brake={brake} /> : t(word("line"), { count })}{" "}
          {approved > 0 ? <b>{t("held.approvedCount", { count: approved })}</b> : t("held.nothing")}
        </span>
      }
      meter={braked && <BrakeMeter brake={brake} />}
      actions={
        <>
          {approved > 0 && (
            <Button onClick={() => answers.turn(hold, false)} data-testid="hold-all">
              {t("held.holdAll")}
            </Button>
          )}
          {approved < count &&
            waysOf(hold, plan.kind).map((way) =>
              way === "approve" ? (
                <Button key={way} onClick={() => answers.turn(hold, true)} data-testid="approve-all">
                  {t(word("approveAll"), { count })}
                </Button>
              ) : (
                <Button
                  key={way}
                  disabledFocusable={answering.busy}
                  onClick={() => onAsk({ way, about: { hold, count } })}
                  data-testid={`${way}-all`}
                >
                  {t(`answer.${way}.all`, { count })}
                </Button>
              ),
            )}
        </>
      }
    >
      <Rows
        client={client}
        plan={plan.plan}
        hold={hold}
        count={open ? count : Math.min(FEW, count)}
        answers={answers}
        answering={answering}
        onAsk={onAsk}
      />
    </HeldBox>
  );
}

/** What the brake counts: all removals, and where one service alone reached its limit, that one. */
function BrakeLine({ brake }: { brake: PlanView["brake"] }) {
  const { t } = useTranslation("review");
  const whole = brake.done + brake.planned > brake.limit;
  const alone = whole ? [] : brake.services.filter(({ holds }) => holds);
  return (
    <>
      {t("held.brake", { sum: brake.done + brake.planned, limit: brake.limit })}
      {alone.map(({ service, done, planned, limit }) => {
        const word = t(`common:service.${service}`);
        return ` ${t("held.service", { service: word, sum: done + planned, limit })}`;
      })}
    </>
  );
}

interface RowsProps {
  client: number;
  plan: number;
  hold: string;
  count: number;
  answers: Answers;
  answering: Answering;
  onAsk: (question: Question) => void;
}

function Rows({ client, plan, hold, count, ...on }: RowsProps) {
  const { t } = useTranslation("review");
  const host = useHost();
  const { box, items, height, measure } = usePageRows(count, () => 41);
  const query = { client, plan, held: true, hold, group: null, reason: null, search: "" };
  const rows = useWindowed(
    `${plan} ${hold}`,
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
              {row && <Decide row={row} {...on} />}
            </PlanLine>
          );
        })}
      </div>
    </div>
  );
}
