import type { ReactNode } from "react";
import { addresses } from "./addresses";
import css from "./Facts.module.css";

interface Props {
  facts: readonly (readonly [name: string, value: ReactNode])[];
  /** Names above their values, for narrow side panels. */
  stacked?: boolean;
}

/** Names and values that belong together. */
export function Facts({ facts, stacked = false }: Props) {
  return (
    <dl className={stacked ? css.stacked : css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === "string" ? addresses(value) : value}</dd>
        </div>
      ))}
    </dl>
  );
}
