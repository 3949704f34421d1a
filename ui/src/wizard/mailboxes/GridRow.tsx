// biome-ignore-all lint/a11y/useSemanticElements: a window of rows with one tab stop; a table holds neither
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its row
import type { TFunction } from "i18next";
import { memo } from "react";
import type { MailboxRow } from "../../host/bindings";
import type { Formats } from "../../parts/format";
import { KindMark } from "../../parts/KindLabel";
import type { Column } from "./filters";
import css from "./grid.module.css";
import { RowState } from "./RowState";
import { services } from "./useMailboxes";

/** What words and numbers are said with: asked for once by the grid, and not by each row that comes in sight. */
interface Saying {
  t: TFunction<"mailboxes">;
  count: Formats["count"];
}

interface Props extends Saying {
  /** Undefined while its page is being read. */
  row: MailboxRow | undefined;
  index: number;
  top: number;
  active: boolean;
  marked: boolean;
  hidden: readonly Column[];
}

/** One recipient. It has no handlers of its own: the grid hears clicks by `data-index` and `data-act`. */
export const GridRow = memo(function GridRow({ row, index, top, active, marked, hidden, t, count }: Props) {
  const place = {
    role: "row",
    id: `mailbox-row-${index}`,
    "aria-rowindex": index + 2,
    "aria-selected": marked,
    "data-index": index,
    "data-active": active ? "" : undefined,
    style: { transform: `translateY(${top}px)` },
  };
  if (!row) return <Waiting place={place} />;
  return (
    <div
      {...place}
      className={css.row}
      data-out={row.selected ? undefined : ""}
      data-testid={`mailbox-${row.address}`}
    >
      <Cells row={row} hidden={hidden} t={t} count={count} />
    </div>
  );
});

function Waiting({ place }: { place: object }) {
  return (
    <div {...place} className={css.row} aria-busy="true">
      {["check", "name", "address", "kind"].map((cell) => (
        <div key={cell} role="gridcell">
          <span className={css.bone} />
        </div>
      ))}
    </div>
  );
}

interface CellsProps extends Saying {
  row: MailboxRow;
  hidden: readonly Column[];
}

function Cells({ row, hidden, t, count }: CellsProps) {
  const name = row.name || row.address;
  return (
    <>
      <div role="gridcell" className={css.centre} data-act="selected">
        <span
          role="checkbox"
          className={css.box}
          aria-checked={row.selected}
          aria-label={t("choose", { name })}
          data-testid="choose"
        />
      </div>
      <div role="gridcell" className={css.name} title={name}>
        {name}
      </div>
      <div role="gridcell" className={css.cut} title={row.address}>
        {row.address}
      </div>
      {!hidden.includes("kind") && (
        <div role="gridcell" className={css.kind}>
          <KindMark t={t} kind={row.kind} guess={row.guess} />
        </div>
      )}
      {!hidden.includes("aliases") && (
        <div role="gridcell" className={css.number}>
          {count(row.aliases)}
        </div>
      )}
      {services.map((service) => (
        <Toggle key={service} t={t} service={service} row={row} name={name} />
      ))}
      {!hidden.includes("state") && (
        <div role="gridcell" className={css.state}>
          <RowState t={t} state={row.state} />
        </div>
      )}
      <div role="gridcell" className={css.centre} data-act="why">
        <span role="button" className={css.why} aria-label={t("whyIs", { name })} data-testid="why">
          ?
        </span>
      </div>
    </>
  );
}

interface ToggleProps {
  t: TFunction<"mailboxes">;
  service: (typeof services)[number];
  row: MailboxRow;
  name: string;
}

function Toggle({ t, service, row, name }: ToggleProps) {
  const on = row.services[service];
  const changes = on !== (row.now?.[service] ?? false);
  return (
    <div role="gridcell" className={css.toggle} data-act={service} data-changes={changes ? "" : undefined}>
      <span
        role="switch"
        className={css.switch}
        aria-checked={on}
        aria-label={t(changes ? "toggleChanges" : "toggle", { service: t(`service.${service}`), name })}
        data-testid={`toggle-${service}`}
      />
    </div>
  );
}
