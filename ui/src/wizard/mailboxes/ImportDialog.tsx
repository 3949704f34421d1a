import { Button, Radio, RadioGroup } from "@fluentui/react-components";
import { FolderOpen16Regular } from "@fluentui/react-icons/svg/folder-open";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportReport } from "../../host/bindings";
import { addresses } from "../../parts/addresses";
import { Decision } from "../../parts/Decision";
import { CSV, FileField } from "../../parts/FileMenu";
import { useFormat } from "../../parts/format";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import css from "./import.module.css";

interface Props {
  client: number;
  /** The file. */
  text: string;
  /** Another file, or the same one corrected. */
  onText: (text: string) => void;
  onClose: () => void;
}

/** What a file would change, before it does; with any wrong line it changes nothing. */
export default function ImportDialog({ client, text, onText, onClose }: Props) {
  const { t } = useTranslation("mailboxes");
  const input = useRef<HTMLInputElement>(null);
  const [keepOthers, setKeepOthers] = useState(true);
  const look = useDo("mailbox_import");
  const take = useDo("mailbox_import");
  const { mutate } = look;
  const file = { client, text, keepOthers };
  useEffect(() => mutate({ client, text, keepOthers, dryRun: true }), [client, text, keepOthers, mutate]);
  // A line can have become wrong since it was looked at; then nothing is stored, and the file is looked at again.
  const taken = ({ stored }: ImportReport) => (stored ? onClose() : mutate({ ...file, dryRun: true }));
  const report = look.data;
  const count = report?.changes.recipients ?? 0;
  const awake = !look.isPending && !take.isPending && report?.wrong === 0 && count > 0;
  const problem = take.error ?? look.error;
  return (
    <Decision
      wide
      title={t("import.title")}
      action={count > 0 ? t("import.action", { count }) : t("import.none")}
      awake={awake}
      testid="import"
      onConfirm={() => take.mutate({ ...file, dryRun: false }, { onSuccess: taken })}
      onClose={onClose}
    >
      <p>{t("import.lead")}</p>
      <RadioGroup
        aria-label={t("import.others")}
        value={keepOthers ? "keep" : "exactly"}
        onChange={(_, { value }) => setKeepOthers(value === "keep")}
      >
        <Radio value="keep" label={t("import.keep")} data-testid="import-keep" />
        <Radio value="exactly" label={t("import.exactly")} data-testid="import-exactly" />
      </RadioGroup>
      <div role="status" aria-busy={look.isPending}>
        {look.isPending && <p className="quiet">{t("import.looking")}</p>}
        {!look.isPending &&
          report &&
          (report.wrong > 0 ? <Wrong report={report} /> : <Changes report={report} />)}
      </div>
      <p>
        <Button
          size="small"
          icon={<FolderOpen16Regular />}
          onClick={() => input.current?.click()}
          data-testid="import-again"
        >
          {t("import.again")}
        </Button>
      </p>
      <FileField input={input} label={t("import.again")} accept={CSV} onText={onText} field="import-file" />
      {problem && <ProblemBox problem={problem} />}
    </Decision>
  );
}

const told = [
  "chosen",
  "leftOut",
  "incomingOn",
  "incomingOff",
  "outgoingOn",
  "outgoingOff",
  "archivingOn",
  "archivingOff",
] as const;

function Changes({ report: { listed, changes, unchanged } }: { report: ImportReport }) {
  const { t } = useTranslation("mailboxes");
  const { number } = useFormat();
  const some = told.filter((what) => changes[what] > 0);
  return (
    <div data-testid="import-changes">
      <p>
        {t("import.listed", { count: listed })}{" "}
        {t(changes.recipients > 0 ? "import.changes" : "import.nothing", { count: changes.recipients })}{" "}
        {t("import.unchanged", { count: unchanged })}
      </p>
      <ul className={css.changes}>
        {some.map((what) => (
          <li key={what}>
            <b>{number(changes[what])}</b> {t(`import.${what}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Wrong({ report: { errors, wrong } }: { report: ImportReport }) {
  const { t } = useTranslation("mailboxes");
  return (
    <div data-testid="import-errors">
      <p>
        <b>{t("import.wrong", { count: wrong })}</b> {t("import.mend")}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className={css.errors} tabIndex={0} aria-label={t("import.lines")}>
        <table>
          <thead>
            <tr>
              <th>{t("import.line")}</th>
              <th>{t("import.cell")}</th>
              <th>{t("import.why")}</th>
            </tr>
          </thead>
          <tbody>
            {errors.map(({ line, code, text }) => (
              <tr key={`${line} ${code} ${text}`}>
                <td>{line}</td>
                <td className="mono">{addresses(text)}</td>
                <td>{t(`import.error.${code}`, { defaultValue: code })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {wrong > errors.length && <p className="quiet">{t("import.more", { count: wrong - errors.length })}</p>}
    </div>
  );
}
