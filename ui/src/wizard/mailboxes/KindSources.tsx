import { Field, Select } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { MailboxDetail } from "../../host/bindings";
import { kinds } from "../../parts/KindLabel";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import css from "./mailboxes.module.css";

/** What each source says a recipient is, strongest first, and the technician's word over all of them (M5). */
export function KindSources({ client, detail }: { client: number; detail: MailboxDetail }) {
  const { t } = useTranslation("mailboxes");
  const decide = useDo("mailbox_kind");
  const name = (kind: string) => t(`common:kind.${kind}`, { defaultValue: kind });
  const others = detail.kinds.filter(({ source }) => source !== "technician" && source !== detail.kindSource);
  return (
    <>
      {others.length > 0 && (
        <ul className={css.said} data-testid="kinds-said">
          {others.map(({ source, kind }) => (
            <li key={source} className="quiet caption">
              {t("detail.says", {
                source: t(`detail.short.${source}`, { defaultValue: source }),
                kind: name(kind),
              })}
            </li>
          ))}
        </ul>
      )}
      <Field label={t("detail.decide")} size="small">
        <Select
          size="small"
          value={detail.decided ?? ""}
          disabled={decide.isPending}
          onChange={(_, { value }) => decide.mutate({ client, id: detail.row.id, kind: value || null })}
          data-testid="decide-kind"
        >
          <option value="">{t("detail.asSources")}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {name(kind)}
            </option>
          ))}
        </Select>
      </Field>
      {decide.error && <ProblemBox problem={decide.error} />}
    </>
  );
}
