import type { ReactNode } from "react";
import css from "./Facts.module.css";

interface Props {
  facts: readonly (readonly [name: string, value: ReactNode])[];
  /** Names above their values, for narrow side panels. */
  stacked?: boolean;
}

/** An address may break before its “@”, and not in the middle of a word. */
function broken(value: ReactNode): ReactNode {
  const at = typeof value === "string" ? value.indexOf("@") : -1;
  if (typeof value !== "string" || at < 0) return value;
  return (
    <>
      {value.slice(0, at)}
      <wbr />
      {value.slice(at)}
    </>
  );
}

/** Names and values that belong together. */
export function Facts({ facts, stacked = false }: Props) {
  return (
    <dl className={stacked ? css.stacked : css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{broken(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
