import { useTranslation } from "react-i18next";
import { paths } from "../app/route";
import type { ClientRow } from "../host/bindings";
import { ClientTile } from "../parts/ClientTile";
import { useFormat } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import css from "./ClientLine.module.css";
import { canSync } from "./groups";
import { RowAction } from "./RowAction";
import type { RowQuestion } from "./RowDialog";
import { RowMenu, type RowSheet } from "./RowMenu";
import { RowState } from "./RowState";
import type { Acts } from "./useActs";

interface Props {
  row: ClientRow;
  now: number;
  acts: Acts;
  onAsk: (question: RowQuestion) => void;
  onSheet: (sheet: RowSheet) => void;
}

/** One client: who, how it stands, since when, what waits, and the one thing to do. */
export function ClientLine({ row, now, acts, onAsk, onSheet }: Props) {
  const { t } = useTranslation("cockpit");
  const { number } = useFormat();
  const refresh = (event: React.KeyboardEvent) => {
    if (event.key !== "F5") return;
    event.preventDefault();
    if (canSync(row)) acts.sync(row);
  };
  return (
    <tr className={css.row} data-state={row.state} data-testid={`client-${row.id}`} onKeyDown={refresh}>
      <td>
        <div className={css.client}>
          <ClientTile name={row.name} colour={row.colour} practice={row.practice} />
          <div className={css.words}>
            <a
              className={css.name}
              href={row.setUp ? paths.page(row.id) : paths.client(row.id)}
              data-client={row.id}
              title={row.name}
            >
              {row.name}
            </a>
            <span className={`${css.small} ${css.under}`}>
              {row.practice && <StateMark state="practice">{t("state.practice")},</StateMark>}
              {row.tenant
                ? row.mailboxes > 0
                  ? t("mailboxes", { count: row.mailboxes, number: number(row.mailboxes) })
                  : (row.tenant.initialDomain ?? row.tenant.domain)
                : t("notConnected")}
            </span>
          </div>
        </div>
      </td>
      <td className={css.state}>
        <RowState row={row} now={now} besides />
      </td>
      <td>
        <When at={row.lastGood} now={now} />
      </td>
      <td className={css.wide}>
        <When at={row.next} now={now} />
      </td>
      <Count n={row.pending} wide />
      <Count n={row.held} loud="held" />
      <Count n={row.failed} loud="failing" />
      <td className={css.number} data-loud={row.state === "sign-in-ends" ? "ends" : undefined}>
        {row.daysLeft === null ? "–" : t("days", { count: row.daysLeft })}
      </td>
      <td>
        <div className={css.actions}>
          <RowAction row={row} acts={acts} />
          <RowMenu row={row} acts={acts} onAsk={onAsk} onSheet={onSheet} />
        </div>
      </td>
    </tr>
  );
}

function When({ at, now }: { at: string | null; now: number }) {
  const { near, relative } = useFormat();
  if (at === null) return <>–</>;
  return (
    <time dateTime={at}>
      <span className={css.line}>{near(at, now)}</span>
      <span className={`${css.line} ${css.small}`}>{relative(at, now)}</span>
    </time>
  );
}

function Count({ n, loud, wide = false }: { n: number; loud?: string; wide?: boolean }) {
  const { count } = useFormat();
  return (
    <td className={wide ? `${css.number} ${css.wide}` : css.number} data-loud={n > 0 ? loud : undefined}>
      {count(n)}
    </td>
  );
}
