import { Button } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { useTranslation } from "react-i18next";
import type { ImportRow, ImportView } from "../host/bindings";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./paper.module.css";

interface Props {
  client: number;
  view: ImportView;
  /** The mailbox it is about; null: the whole import. */
  row: ImportRow | null;
}

/** What was skipped may be had by now: it is tried again when a person wants it (S4). */
export function Retry({ client, view, row }: Props) {
  const { t } = useTranslation("mailimport");
  const retry = useDo("import_retry");
  const { skipped } = row?.sums ?? view.total;
  const atWork = row !== null && ["running", "counting", "waiting"].includes(row.state);
  const tried = retry.data?.messages;
  if ((skipped === 0 || atWork) && tried === undefined && !retry.error) return null;
  return (
    <div className={css.next}>
      {skipped > 0 && !atWork && (
        <Button
          size="small"
          icon={<ArrowClockwise20Regular />}
          disabledFocusable={retry.isPending}
          onClick={() => retry.mutate({ client, import: view.id, ...(row ? { mailbox: row.id } : {}) })}
          data-testid="import-retry"
        >
          {t("paper.retry")}
        </Button>
      )}
      <p role="status" className="quiet caption">
        {tried === 0 && t("paper.retriedNone")}
        {tried !== undefined && tried > 0 && t("paper.retried", { count: tried })}
      </p>
      {retry.error && <ProblemBox problem={retry.error} client={client} />}
    </div>
  );
}
