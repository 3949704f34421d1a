import { useTranslation } from "react-i18next";
import type { ClientView, ConsentReceipt, TenantView } from "../../host/bindings";
import { ClientTile } from "../../parts/ClientTile";
import { Copyable } from "../../parts/Copyable";
import { Facts } from "../../parts/Facts";
import { Panel } from "../../parts/Panel";
import { StateMark } from "../../parts/StateMark";
import css from "./TenantCard.module.css";

interface Props {
  client: ClientView;
  tenant: TenantView;
  receipt: ConsentReceipt;
}

/** The tenant that this client is pinned to from now on (R11). */
export function TenantCard({ client, tenant, receipt }: Props) {
  const { t } = useTranslation("connect");
  const { name, colour, practice } = client.row;
  return (
    <Panel testid="tenant">
      <div className={css.head}>
        <ClientTile name={name} colour={colour} practice={practice} size={40} />
        <div>
          <h2 className={css.name}>{tenant.name ?? name}</h2>
          {tenant.domain && (
            <StateMark state="done">
              {/* Whoever named the tenant by its ID finds it once, below. */}
              {tenant.domain.toLowerCase() === tenant.tenantId.toLowerCase()
                ? t("done.matchesId")
                : t("done.matches", { domain: tenant.domain })}
            </StateMark>
          )}
        </div>
      </div>
      <Facts
        stacked
        facts={[
          [t("tenantId"), <Copyable key="id" value={tenant.tenantId} label={t("tenantId")} />],
          ...(tenant.initialDomain ? [[t("done.initial"), tenant.initialDomain] as const] : []),
          [t("done.account"), receipt.account],
        ]}
      />
    </Panel>
  );
}
