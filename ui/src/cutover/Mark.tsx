import { Button, Input } from "@fluentui/react-components";
import { Checkmark16Regular } from "@fluentui/react-icons/svg/checkmark";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StepView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./cutover.module.css";

interface Props {
  client: number;
  /** Whose steps are shown; null: those of the whole tenant. */
  domain: string | null;
  step: StepView;
}

/** A person's word that a step is done, where no look-up can tell; and the way to take it back. */
export function Mark({ client, domain, step: { kind, code, takesMark, mark, facts } }: Props) {
  const { t } = useTranslation("cutover");
  const { moment } = useFormat();
  const set = useDo("cutover_mark");
  const [note, setNote] = useState("");
  const put = (done: boolean) =>
    set.mutate({
      client,
      domain,
      step: kind,
      done,
      note: done && note.trim() ? note.trim() : null,
      objects: Number(facts.count ?? 0),
      code,
    });
  if (!mark && !takesMark) return null;
  return (
    <div className={css.marking}>
      {mark && (
        <>
          <span>
            {t("markedLong", { who: mark.who, at: moment(mark.at) })}
            {mark.note && ` “${mark.note}”`}
          </span>
          <Button
            size="small"
            disabledFocusable={set.isPending}
            onClick={() => put(false)}
            data-testid={`unmark-${kind}`}
          >
            {t("unmark")}
          </Button>
        </>
      )}
      {takesMark && (
        <>
          <Input
            size="small"
            className={css.note ?? ""}
            placeholder={t("note")}
            aria-label={t("noteOf", { step: t(`step.${kind}`) })}
            value={note}
            onChange={(_, { value }) => setNote(value)}
          />
          <Button
            size="small"
            icon={<Checkmark16Regular />}
            disabledFocusable={set.isPending}
            onClick={() => put(true)}
            data-testid={`mark-${kind}`}
          >
            {t("mark")}
          </Button>
        </>
      )}
      {set.error && <ProblemBox problem={set.error} />}
    </div>
  );
}
