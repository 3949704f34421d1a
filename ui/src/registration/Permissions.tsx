import { Badge } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { RegistrationPermission } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import { Panel } from "../parts/Panel";
import css from "./registration.module.css";

/** The delegated permissions with the ids that the portal and scripts know them by. */
export function Permissions({ list }: { list: RegistrationPermission[] }) {
  const { t } = useTranslation("registration");
  return (
    <Panel title={t("permissions.title")} flush testid="registration-permissions">
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("permissions.name")}</th>
            <th scope="col">{t("permissions.api")}</th>
            <th scope="col">{t("permissions.id")}</th>
          </tr>
        </thead>
        <tbody>
          {list.map(({ scope, resource, id, optional }) => (
            <tr key={`${resource} ${scope}`}>
              <td>
                <code className={css.mono}>{scope}</code>{" "}
                {optional && (
                  <Badge appearance="outline" color="informative">
                    {t("permissions.optional")}
                  </Badge>
                )}
              </td>
              <td>{resource}</td>
              <td>
                {id ? (
                  <Copyable value={id} label={scope} />
                ) : (
                  <span className="quiet">{t("permissions.byName")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
