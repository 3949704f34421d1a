import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { HandCount } from "../host/bindings";
import { useFormat } from "../parts/format";
import { Panel } from "../parts/Panel";
import css from "./byHand.module.css";

interface Props {
  title: string;
  line: string;
  counts: readonly HandCount[];
  testid: string;
  /** The ways on. */
  children?: ReactNode;
}

/** How many settings of each kind a person has to make. */
export function HandCounts({ title, line, counts, testid, children }: Props) {
  const { t } = useTranslation("byhand");
  const { number } = useFormat();
  return (
    <Panel title={title} testid={testid}>
      <p className="quiet">{line}</p>
      <dl className={css.counts}>
        {counts.map(({ setting, count }) => (
          <div key={setting}>
            <dt>{t(`setting.${setting}`)}</dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
      </dl>
      {children && <div className={css.ways}>{children}</div>}
    </Panel>
  );
}
