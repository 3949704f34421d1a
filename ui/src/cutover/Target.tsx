import { Button } from "@fluentui/react-components";
import { Edit16Regular } from "@fluentui/react-icons/svg/edit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TargetView } from "../host/bindings";
import { useDraft } from "../parts/drafts";
import { useFocusKept } from "../parts/focusBack";
import { useFormat } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./cutover.module.css";
import type { Draft, Names } from "./names";
import { TargetForm } from "./TargetForm";

interface Props {
  client: number;
  target: TargetView;
  /** The practice cloud has a gateway with names of its own. */
  practice: boolean;
  /** The names are kept: what they change is looked at. */
  onNamed: () => void;
}

/** What the gateway is called from outside: asked for where nobody said it, confirmed where it is only proposed. */
export function Target({ client, target, practice, onNamed }: Props) {
  const { t } = useTranslation("cutover");
  const { date } = useFormat();
  const save = useDo("cutover_target");
  const form = `names ${client}`;
  const [left, , forget] = useDraft<Draft | null>(form, null, target);
  // What was being changed is gone on with.
  const [editing, setEditing] = useState(left !== null);
  const box = useFocusKept<HTMLElement>(editing);
  const { source, mx, spf, smarthost, addresses, by, at } = target;
  const asks = source === "nobody" || mx.length === 0;
  const close = () => {
    forget();
    setEditing(false);
  };
  const keep = (names: Names) => {
    const kept = () => {
      close();
      onNamed();
    };
    save.mutate({ client, ...names }, { onSuccess: kept });
  };
  const hosts = mx.map(({ host }) => host).join(", ");
  return (
    <section
      ref={box}
      className={css.target}
      data-source={source}
      data-testid="target"
      aria-label={t("target.title")}
    >
      <div className={css.targetHead}>
        <div>
          {asks || source === "kind" ? (
            <StateMark state="failing">{t(asks ? "target.ask" : "target.confirm")}</StateMark>
          ) : (
            <b>{t("target.title")}</b>
          )}
          <p className="quiet">
            {asks ? (
              t(practice ? "target.askPractice" : "target.askLine")
            ) : (
              <span className="mono">{hosts}</span>
            )}
            {source === "person" && by && at && ` ${t("target.by", { who: by, at: date(at) })}`}
            {!asks && addresses.length === 0 && ` ${t("target.noAddresses")}`}
          </p>
        </div>
        {!asks && !editing && (
          <span className={css.aside}>
            {source === "kind" && (
              <Button
                size="small"
                appearance="primary"
                disabledFocusable={save.isPending}
                onClick={() => keep({ mx, spf, smarthost, addresses })}
                data-testid="target-confirm"
              >
                {t("target.yes")}
              </Button>
            )}
            <Button
              size="small"
              icon={<Edit16Regular />}
              onClick={() => setEditing(true)}
              data-testid="target-change"
            >
              {t("target.change")}
            </Button>
          </span>
        )}
      </div>
      {save.error && !asks && !editing && <ProblemBox problem={save.error} />}
      {(asks || editing) && (
        <TargetForm
          form={form}
          target={target}
          busy={save.isPending}
          problem={save.error}
          onSave={keep}
          {...(asks ? {} : { onClose: close })}
        />
      )}
    </section>
  );
}
