import { Prohibited20Regular } from "@fluentui/react-icons/svg/prohibited";
import { useTranslation } from "react-i18next";
import { Panel } from "../../parts/Panel";
import { StatePill } from "../../parts/StateMark";
import { Loaded } from "../../parts/States";
import { useAsk } from "../../queries/queries";
import css from "./Permissions.module.css";
import { ScopeIcon, scopeKey } from "./scopes";

/** What Microsoft will ask the administrator to accept, in plain words with Microsoft's name beside them (M3). */
export function Permissions() {
  const { t } = useTranslation("connect");
  const permissions = useAsk("permissions", null);
  const writing = permissions.data?.filter((one) => one.writes).length ?? 0;
  const reading = (permissions.data?.length ?? 0) - writing;
  return (
    <Panel
      title={t("asks.title")}
      flush
      testid="permissions"
      aside={
        permissions.data && (
          <>
            <StatePill state="done">{t("asks.read", { count: reading })}</StatePill>
            {writing > 0 && <StatePill state="look">{t("asks.write", { count: writing })}</StatePill>}
          </>
        )
      }
    >
      <Loaded query={permissions} label={t("asks.title")}>
        {(list) => (
          <ul>
            {list.map(({ scope, writes }) => (
              <li key={scope} className={css.row} data-writes={writes ? "" : undefined}>
                <ScopeIcon scope={scope} writes={writes} />
                <span className={css.words}>
                  {t(`scope.${scopeKey(scope)}.name`, { defaultValue: scope })}
                  <span className="quiet">
                    {t(`scope.${scopeKey(scope)}.why`, { defaultValue: "" })}
                    {writes && ` ${t("asks.couldWrite")}`}
                  </span>
                </span>
                <code className={css.scope}>{scope}</code>
              </li>
            ))}
            <li className={css.not}>
              <Prohibited20Regular aria-hidden />
              {t("asks.not")}
            </li>
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
