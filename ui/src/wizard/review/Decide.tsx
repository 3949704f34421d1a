import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { MoreHorizontal16Regular } from "@fluentui/react-icons/svg/more-horizontal";
import { useTranslation } from "react-i18next";
import type { PlanRow } from "../../host/bindings";
import type { Question } from "./AnswerDialog";
import { type Answers, isApproved } from "./approvals";
import css from "./review.module.css";
import type { Answering } from "./useAnswer";

interface Props {
  row: PlanRow;
  answers: Answers;
  answering: Answering;
  onAsk: (question: Question) => void;
}

/** The answers to one held row: approving stands open, the others are in its menu. */
export function Decide({ row, answers, answering, onAsk }: Props) {
  const { t } = useTranslation("review");
  const { approvals, toggle } = answers;
  const name = row.name || row.key;
  const hold = row.held ?? "";
  if (row.offers.length === 0) return null;
  if (approvals.holds.has(hold)) return <span className={css.approved}>{t("held.approved")}</span>;
  const approved = isApproved(approvals, row);
  const others = row.offers.filter((way) => way !== "approve");
  const press = (way: (typeof others)[number]) => {
    if (way === "exempt") onAsk({ way, about: { rows: [row] } });
    // For one row there is nothing to ask: it makes a new plan and changes nothing else.
    else if (way === "leaver" || way === "adopt") answering.give({ rows: [row] }, { answer: way });
  };
  return (
    <span className={css.answers}>
      <Button
        size="small"
        aria-label={t(approved ? "held.takeBackNamed" : "held.approveNamed", { name })}
        onClick={() => toggle(row)}
        data-testid="approve"
      >
        {approved ? t("held.takeBack") : t([`hold.${hold}.approve`, "held.approve"])}
      </Button>
      {others.length > 0 && (
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button
              size="small"
              appearance="subtle"
              icon={<MoreHorizontal16Regular />}
              aria-label={t("held.moreNamed", { name })}
              disabledFocusable={answering.busy || approved}
              data-testid="answers"
            />
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              {others.map((way) => (
                <MenuItem key={way} onClick={() => press(way)} data-testid={`answer-${way}`}>
                  {t(`answer.${way}.one`)}
                </MenuItem>
              ))}
            </MenuList>
          </MenuPopover>
        </Menu>
      )}
    </span>
  );
}
