import { Button } from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons/svg/copy";
import { useTranslation } from "react-i18next";
import type { ConsentReceipt } from "../../host/bindings";
import { useCopy } from "../../parts/copy";
import { Facts } from "../../parts/Facts";
import { useFormat } from "../../parts/format";
import { Panel } from "../../parts/Panel";
import { StateMark, StatePill } from "../../parts/StateMark";
import { Checks } from "./Checks";
import css from "./Receipt.module.css";
import { isPermission, scopeKey, shortScope } from "./scopes";

/** The consent receipt: every permission that was asked for, granted or missing with its effect (M3). */
export function Receipt({ receipt, onAgain }: { receipt: ConsentReceipt; onAgain: () => void }) {
  const { t } = useTranslation("connect");
  const { moment } = useFormat();
  const { copied, copy } = useCopy();
  const granted = receipt.granted.filter(isPermission);
  const missing = receipt.missing.filter(isPermission);
  const rows = [
    ...granted.map((scope) => ({ scope, granted: true })),
    ...missing.map((scope) => ({ scope, granted: false })),
  ];
  const name = (scope: string) => t(`scope.${scopeKey(scope)}.name`, { defaultValue: scope });
  const result = (granted: boolean) => (granted ? t("receipt.granted") : t("receipt.missing"));
  const text = [
    t("receipt.title"),
    `${t("receipt.by")}: ${receipt.account}`,
    `${t("receipt.when")}: ${moment(receipt.at)}`,
    ...rows.map(({ scope, granted }) => `${scope}\t${name(scope)}\t${result(granted)}`),
  ].join("\n");
  return (
    <Panel
      title={t("receipt.title")}
      flush
      testid="receipt"
      aside={
        <>
          <StatePill state="done">{t("receipt.grantedCount", { count: granted.length })}</StatePill>
          {missing.length > 0 && (
            <StatePill state="look">{t("receipt.missingCount", { count: missing.length })}</StatePill>
          )}
        </>
      }
    >
      <table className={css.table}>
        <caption className="unseen">{t("receipt.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("receipt.permission")}</th>
            <th scope="col">{t("receipt.name")}</th>
            <th scope="col">{t("receipt.result")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ scope, granted }) => (
            <tr key={scope} data-missing={granted ? undefined : ""}>
              <td>
                {name(scope)}
                {!granted && (
                  <span className={css.effect}>
                    {t(`scope.${scopeKey(scope)}.without`, { defaultValue: "" })}
                  </span>
                )}
              </td>
              <td>
                <code className={css.scope}>{shortScope(scope)}</code>
              </td>
              <td>
                <span className={css.result}>
                  <StateMark state={granted ? "done" : "look"} loud={!granted}>
                    {result(granted)}
                  </StateMark>
                  {!granted && (
                    <Button size="small" onClick={onAgain} data-testid="ask-again">
                      {t("receipt.askAgain")}
                    </Button>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {receipt.checks.length > 0 && <Checks checks={receipt.checks} />}
      <div className={css.foot}>
        <Facts
          facts={[
            [t("receipt.by"), receipt.account],
            [t("receipt.when"), moment(receipt.at)],
            ...(receipt.guestOf
              ? [[t("receipt.guest"), t("receipt.guestLine", { tenant: receipt.guestOf })] as const]
              : []),
            [t("receipt.withdraw"), t("receipt.withdrawHow")],
          ]}
        />
        <Button icon={<Copy20Regular />} onClick={() => copy(text)}>
          {copied ? t("common:copy.done") : t("receipt.copy")}
        </Button>
      </div>
    </Panel>
  );
}
