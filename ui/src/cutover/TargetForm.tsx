import { Button, Field, Input, Textarea } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Problem, TargetView } from "../host/bindings";
import { useDraft } from "../parts/drafts";
import { ProblemBox } from "../problems/ProblemBox";
import css from "./cutover.module.css";
import { type Draft, draftOf, type Names, namesOf } from "./names";

interface Props {
  /** Its name among what is typed. */
  form: string;
  target: TargetView;
  busy: boolean;
  problem: Problem | null;
  onSave: (names: Names) => void;
  /** Left out where it has to be said. */
  onClose?: () => void;
}

/** Says what the gateway is called from outside. */
export function TargetForm({ form, target, busy, problem, onSave, onClose }: Props) {
  const { t } = useTranslation("cutover");
  const [draft, keep] = useDraft(form, draftOf(target), target);
  const set = (change: Partial<Draft>) => keep({ ...draft, ...change });
  const names = namesOf(draft);
  const lacking = names.mx.length === 0;
  return (
    <form
      className={css.form}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!lacking) onSave(names);
      }}
      data-testid="target-form"
    >
      <Field label={t("target.mx")} hint={t("target.mxHint")} required>
        <Textarea
          value={draft.mx}
          rows={3}
          onChange={(_, { value }) => set({ mx: value })}
          textarea={{ className: "mono" }}
          data-testid="target-mx"
        />
      </Field>
      <Field label={t("target.addresses")} hint={t("target.addressesHint")}>
        <Textarea
          value={draft.addresses}
          rows={3}
          onChange={(_, { value }) => set({ addresses: value })}
          textarea={{ className: "mono" }}
          data-testid="target-addresses"
        />
      </Field>
      <Field label={t("target.spf")} hint={t("target.spfHint")}>
        <Input
          value={draft.spf}
          onChange={(_, { value }) => set({ spf: value })}
          input={{ className: "mono" }}
        />
      </Field>
      <Field label={t("target.smarthost")} hint={t("target.smarthostHint")}>
        <Input
          value={draft.smarthost}
          onChange={(_, { value }) => set({ smarthost: value })}
          input={{ className: "mono" }}
        />
      </Field>
      {onClose && <p className={`${css.wide} quiet`}>{t("target.marks")}</p>}
      {problem && (
        <div className={css.wide}>
          <ProblemBox problem={problem} />
        </div>
      )}
      <div className={css.formWays}>
        {onClose && <Button onClick={onClose}>{t("common:cancel")}</Button>}
        <Button
          type="submit"
          appearance="primary"
          disabledFocusable={lacking || busy}
          data-testid="target-save"
        >
          {t("target.save")}
        </Button>
      </div>
    </form>
  );
}
