// biome-ignore-all lint/a11y/useSemanticElements: a window of rows; a table cannot hold one
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows are read, nothing in them is pressed
import { ArrowRight16Regular } from "@fluentui/react-icons/svg/arrow-right";
import type { ReactNode, Ref } from "react";
import { useTranslation } from "react-i18next";
import { HandMarks } from "../../byHand/HandMarks";
import type { PlanRow } from "../../host/bindings";
import { After, Before } from "./Change";
import { whoOf } from "./changes";
import css from "./review.module.css";

interface Props {
  /** Undefined while its page is being read. */
  row: PlanRow | undefined;
  line: number;
  top: number;
  measure: Ref<HTMLDivElement>;
  /** Buttons of a held row. */
  children?: ReactNode;
}

/** One step: what, before and after, why, who. */
export function PlanLine({ row, line, top, measure, children }: Props) {
  const { t } = useTranslation("review");
  const place = {
    ref: measure,
    role: "row",
    "data-index": line,
    className: css.line,
    style: { transform: `translateY(${top}px)` },
  };
  if (!row) {
    return (
      <div {...place} aria-busy="true">
        <span role="cell">
          <span className={css.bone} />
        </span>
      </div>
    );
  }
  const named = row.name !== "" && row.name !== row.key;
  return (
    <div {...place} data-testid={`step-${row.key}`}>
      <span role="cell" className={css.what}>
        <span title={named ? row.name : row.key}>{named ? row.name : row.key}</span>
        <span className="quiet caption" title={row.key}>
          {row.object === "domain" ? t("domain") : named ? row.key : ""}
        </span>
      </span>
      <span role="cell">
        <Before row={row} />
      </span>
      <span aria-hidden className={css.arrow}>
        <ArrowRight16Regular />
      </span>
      <span role="cell">
        <After row={row} />
        <HandMarks settings={row.byHand} />
      </span>
      <span role="cell">{t(`reason.${row.reason}`, { defaultValue: row.reason })}</span>
      <span role="cell" className={css.who}>
        {t(`who.${whoOf(row.reason)}`)}
      </span>
      {children && (
        <span role="cell" className={css.decide}>
          {children}
        </span>
      )}
    </div>
  );
}

/** The heads over the steps. */
export function PlanHeads({ decide = false }: { decide?: boolean }) {
  const { t } = useTranslation("review");
  return (
    <div role="row" className={`${css.line} ${css.heads}`}>
      <span role="columnheader">{t("head.what")}</span>
      <span role="columnheader">{t("head.before")}</span>
      <span aria-hidden />
      <span role="columnheader">{t("head.after")}</span>
      <span role="columnheader">{t("head.why")}</span>
      <span role="columnheader">{t("head.who")}</span>
      {decide && <span role="columnheader">{t("head.decide")}</span>}
    </div>
  );
}
