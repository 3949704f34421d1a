import { Button } from "@fluentui/react-components";
import { Edit16Regular } from "@fluentui/react-icons/svg/edit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TargetView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./cutover.module.css";
import { TargetForm } from "./TargetForm";

interface Props {
  client: number;
  target: TargetView;
  /** The practice cloud has a gateway with names of its own. */
  practice: boolean;
}

/** What the gateway is called from outside: asked for where nobody said it, confirmed where it is only proposed. */
export function Target({ client, target, practice }: Props) {
  const { t } = useTranslation("cutover");
  const { date } = useFormat();
  const confirm = useDo("cutover_target");
  const [editing, setEditing] = useState(false);
  const { source, mx, spf, smarthost, addresses, by, at } = target;
  const asks = source === "nobody" || mx.length === 0;
  const names = mx.map(({ host }) => host).join(", ");
  return (
    <section className={css.target} data-source={source} data-testid="target" aria-label={t("target.title")}>
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
              <span className="mono">{names}</span>
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
                disabledFocusable={confirm.isPending}
                onClick={() => confirm.mutate({ client, mx, spf, smarthost, addresses })}
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
      {confirm.error && <ProblemBox problem={confirm.error} />}
      {(asks || editing) && (
        <TargetForm
          client={client}
          target={target}
          onSaved={() => setEditing(false)}
          {...(asks ? {} : { onClose: () => setEditing(false) })}
        />
      )}
    </section>
  );
}
