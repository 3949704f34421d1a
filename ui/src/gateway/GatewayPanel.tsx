import { Button } from "@fluentui/react-components";
import { ArrowSwap20Regular } from "@fluentui/react-icons/svg/arrow-swap";
import { PlugConnected20Regular } from "@fluentui/react-icons/svg/plug-connected";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow, GatewayView } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import { Facts } from "../parts/Facts";
import { Panel } from "../parts/Panel";
import { Loaded } from "../parts/States";
import { useAsk, useDo } from "../queries/queries";
import { ChangeGateway } from "./ChangeGateway";
import { placeOf } from "./draft";
import { GatewayAnswer } from "./GatewayAnswer";
import css from "./gateway.module.css";
import { Networks } from "./Networks";
import { Ways } from "./Ways";

/** The gateway of a client: which it is, whether it answers, what can be done with it. */
export function GatewayPanel({ client }: { client: ClientRow }) {
  const { t } = useTranslation("gateway");
  const gateway = useAsk("gateway_get", { client: client.id });
  return (
    <Loaded query={gateway} label={t("reading")} rows={3}>
      {(view) => (
        <>
          <Panel title={t("title")} testid="gateway">
            {/* What one gateway answered is not shown for another. */}
            <Present key={`${view.address} ${view.user}`} client={client} view={view} />
          </Panel>
          <Networks client={client.id} networks={view.networks} />
        </>
      )}
    </Loaded>
  );
}

function Present({ client, view }: { client: ClientRow; view: GatewayView }) {
  const { t } = useTranslation("gateway");
  const [changing, setChanging] = useState(false);
  const { kind, address, user, identity } = view;
  const test = useDo("gateway_test");
  const usual = useAsk("app_state", null).data?.gatewayDir ?? "";
  const place = placeOf(kind, address) || usual;
  return (
    <div className={css.stack}>
      <Facts
        facts={[
          [
            t("kindLabel"),
            <span key="kind">
              {t(`kind.${kind}`)} <span className="quiet caption">{t(`kindLine.${kind}`)}</span>
            </span>,
          ],
          ...(place
            ? [
                [
                  t(`place.${kind}`),
                  <Copyable key="place" value={place} label={t(`place.${kind}`)} />,
                ] as const,
              ]
            : []),
          ...(user ? [[t("user"), user] as const] : []),
          ...(identity
            ? [
                [
                  t("identity"),
                  <span key="id" className="mono">
                    {identity}
                  </span>,
                ] as const,
              ]
            : []),
        ]}
      />
      <div className={css.ways}>
        <Button
          icon={<PlugConnected20Regular />}
          disabledFocusable={test.isPending}
          onClick={() => test.mutate({ client: client.id })}
          data-testid="test-connection"
        >
          {t("test")}
        </Button>
        <Button icon={<ArrowSwap20Regular />} onClick={() => setChanging(true)} data-testid="gateway-change">
          {t("change.open")}
        </Button>
      </div>
      <GatewayAnswer asking={test.isPending} answer={test.data} problem={test.error} />
      <Ways client={client} view={view} />
      {changing && <ChangeGateway client={client} view={view} onClose={() => setChanging(false)} />}
    </div>
  );
}
