import { Button, Spinner } from "@fluentui/react-components";
import { PlugConnected20Regular } from "@fluentui/react-icons/svg/plug-connected";
import { useTranslation } from "react-i18next";
import type { ClientView } from "../../host/bindings";
import { Copyable } from "../../parts/Copyable";
import { Facts } from "../../parts/Facts";
import { Panel } from "../../parts/Panel";
import { StateMark } from "../../parts/StateMark";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk } from "../../queries/queries";
import css from "./GatewayPanel.module.css";

/** The gateway that the client was added with, and whether it answers. */
export function GatewayPanel({ client }: { client: ClientView }) {
  const { t } = useTranslation("client");
  const test = useAsk("gateway_test", { client: client.row.id }, { enabled: false });
  const folder = client.gateway.replace(/^local:?/, "");
  return (
    <Panel title={t("gateway.title")}>
      <div className={css.stack}>
        <Facts
          facts={[
            [t("gateway.kind"), t("gateway.local")],
            ...(folder
              ? [
                  [
                    t("gateway.folder"),
                    <Copyable key="folder" value={folder} label={t("gateway.folder")} />,
                  ] as const,
                ]
              : []),
            ...(test.data
              ? [
                  [
                    t("gateway.identity"),
                    <span key="id" className="mono">
                      {test.data.identity}
                    </span>,
                  ] as const,
                ]
              : []),
          ]}
        />
        <p role="status" data-testid="gateway-result">
          {test.isFetching && <Spinner size="tiny" labelPosition="after" label={t("gateway.testing")} />}
          {!test.isFetching && test.data && (
            <StateMark state="done">{t("gateway.answers", { description: test.data.description })}</StateMark>
          )}
        </p>
        {!test.isFetching && test.error && <ProblemBox problem={test.error} />}
        <p>
          <Button
            icon={<PlugConnected20Regular />}
            disabledFocusable={test.isFetching}
            onClick={() => test.refetch()}
            data-testid="test-connection"
          >
            {t("gateway.test")}
          </Button>
        </p>
      </div>
    </Panel>
  );
}
