import { Button, Link, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { ArrowStepIn20Regular } from "@fluentui/react-icons/svg/arrow-step-in";
import { Certificate24Regular } from "@fluentui/react-icons/svg/certificate";
import { DocumentPdf20Regular } from "@fluentui/react-icons/svg/document-pdf";
import { Table20Regular } from "@fluentui/react-icons/svg/table";
import { useTranslation } from "react-i18next";
import type { ClientRow, ImportPaper, ImportRow, ImportView } from "../host/bindings";
import { addresses } from "../parts/addresses";
import { useFormat } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import { Written } from "../parts/Written";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { NotReached } from "./NotReached";
import css from "./paper.module.css";
import { Retry } from "./Retry";
import { Ledger, Sums } from "./Sums";
import { reasonOf } from "./words";

interface Props {
  client: ClientRow;
  view: ImportView;
  /** The mailbox it is about; null: the whole import. */
  row: ImportRow | null;
  onWhole: () => void;
}

const standingMarks = { agrees: "done", differs: "failing", open: "queued", refused: "refused" } as const;

/** The server was counted for its numbers when it came to stand as it does. */
const isCounted = ({ state }: ImportRow) => state === "done" || state === "exceptions" || state === "differs";

/** The completion certificate of a mailbox or of all, as it would be written now (S4). */
export function Paper({ client, view, row, onWhole }: Props) {
  const { t } = useTranslation("mailimport");
  const { moment } = useFormat();
  const { standing } = row ?? view;
  const save = useDo("import_certificate");
  const first = useDo("import_first");
  const named = { client: client.id, import: view.id };
  const write = (format: ImportPaper, mailbox?: number) =>
    save.mutate({ ...named, format, ...(mailbox === undefined ? {} : { mailbox }) });
  const sums = row?.sums ?? view.total;
  const title = standing === "agrees" ? "paper.title" : row ? "paper.titleOpen" : "paper.titleOpenAll";
  return (
    <aside className={css.side} aria-label={t(title)}>
      <section className={css.paper} data-standing={standing} data-testid="import-paper">
        <div className={css.head}>
          <Certificate24Regular className={css.seal} aria-hidden />
          <div>
            <h2 className={css.title}>{t(title)}</h2>
            <p className="quiet caption">{client.name}</p>
          </div>
        </div>
        <div className={css.body}>
          <p className={css.name}>{row ? addresses(row.address) : t("paper.all")}</p>
          {row && (
            <Link as="button" className={css.whole ?? ""} onClick={onWhole} data-testid="import-whole">
              {t("paper.close")}
            </Link>
          )}
          <Sums sums={sums} />
          <p role="status" className={css.verdict}>
            <StateMark state={standingMarks[standing]}>{t(`paper.${standing}`)}</StateMark>
          </p>
          {!row && view.joined > 0 && (
            <StateMark state="look">{t("paper.joined", { count: view.joined })}</StateMark>
          )}
          {sums.skipped > 0 && (
            <StateMark state="look">{t("paper.exceptions", { count: sums.skipped })}</StateMark>
          )}
          {sums.gone > 0 && <StateMark state="look">{t("paper.gone", { count: sums.gone })}</StateMark>}
          {sums.maybeTwice > 0 && (
            <StateMark state="look">{t("paper.twice", { count: sums.maybeTwice })}</StateMark>
          )}
          <Retry key={row?.id ?? 0} client={client.id} view={view} row={row} />
          {row && <NotReached row={row} />}
          {!row && sums.reasons.length > 0 && (
            <ul className={css.reasons}>
              {sums.reasons.map((reason) => (
                <li key={reason.code}>{reasonOf(t, reason)}</li>
              ))}
            </ul>
          )}
          {row && row.state === "queued" && (
            <div className={css.next}>
              {row.first ? (
                <p className="quiet caption">{t("paper.isFirst")}</p>
              ) : (
                <Button
                  size="small"
                  icon={<ArrowStepIn20Regular />}
                  disabledFocusable={first.isPending}
                  onClick={() => first.mutate({ ...named, mailbox: row.id })}
                  data-testid="import-first"
                >
                  {t("paper.first")}
                </Button>
              )}
              {first.error && <ProblemBox problem={first.error} client={client.id} />}
            </div>
          )}
          <p className={css.foot}>
            {row && isCounted(row)
              ? t("paper.counted", { at: moment(row.stateAt) })
              : t("paper.begun", { at: moment(view.created) })}
            {standing === "agrees" && <Ledger {...named} mailbox={row?.id} />}
          </p>
        </div>
        <div className={css.ways}>
          <Button
            appearance={standing === "agrees" ? "primary" : "secondary"}
            icon={<DocumentPdf20Regular />}
            disabledFocusable={save.isPending}
            onClick={() => write("pdf", row?.id)}
            data-testid="import-pdf"
          >
            {t("paper.pdf")}
          </Button>
          {!row && (
            <Button
              icon={<Table20Regular />}
              disabledFocusable={save.isPending}
              onClick={() => write("csv")}
              data-testid="import-csv"
            >
              {t("paper.csv")}
            </Button>
          )}
        </div>
        <p role="status" className={css.saved}>
          {save.isPending && t("paper.saving")}
        </p>
        {save.data && <Written words={t("paper.saved")} path={save.data.path} testid="import-saved" />}
        {save.error && <ProblemBox problem={save.error} client={client.id} />}
      </section>
      <SaveAll view={view} onSave={(format) => write(format)} busy={save.isPending} />
    </aside>
  );
}

interface AllProps {
  view: ImportView;
  onSave: (format: ImportPaper) => void;
  busy: boolean;
}

/** How many mailboxes have a certificate, and the way to all of them. */
function SaveAll({ view, onSave, busy }: AllProps) {
  const { t } = useTranslation("mailimport");
  const { number } = useFormat();
  return (
    <section className={css.all} data-testid="import-ready">
      <b>{t("paper.ready", { ready: number(view.ready), total: number(view.mailboxes) })}</b>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" size="small" disabledFocusable={busy} data-testid="import-save-all">
            {t("paper.saveAll")}
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => onSave("pdf")}>{t("paper.savePdf")}</MenuItem>
            <MenuItem onClick={() => onSave("csv")}>{t("paper.saveCsv")}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </section>
  );
}
