import { Button } from "@fluentui/react-components";
import { ArrowClockwise16Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { useTranslation } from "react-i18next";
import type { NetworksView } from "../host/bindings";
import { Facts } from "../parts/Facts";
import { useFormat } from "../parts/format";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./gateway.module.css";

/** From where the gateway takes outgoing mail: Microsoft's ranges, and how old the list is (R8). */
export function Networks({ client, networks }: { client: number; networks: NetworksView }) {
  const { t } = useTranslation("gateway");
  const { moment } = useFormat();
  const refresh = useDo("networks_refresh");
  const { version, ranges, readAt, shipped } = networks;
  return (
    <Panel
      title={t("networks.title")}
      testid="networks"
      aside={
        <Button
          size="small"
          icon={<ArrowClockwise16Regular />}
          disabledFocusable={refresh.isPending}
          onClick={() => refresh.mutate({ client })}
          data-testid="networks-refresh"
        >
          {t(refresh.isPending ? "networks.reading" : "networks.refresh")}
        </Button>
      }
    >
      <div className={css.stack}>
        <p className="quiet">{t("networks.line")}</p>
        <Facts
          facts={[
            [
              t("networks.version"),
              <span key="version" className="mono">
                {version}
              </span>,
            ],
            [
              t("networks.asked"),
              readAt ? (
                moment(readAt)
              ) : (
                <StateMark key="asked" state="look">
                  {t("networks.never")}
                </StateMark>
              ),
            ],
            ...(shipped ? [[t("networks.from"), t("networks.shipped")] as const] : []),
          ]}
        />
        {refresh.error && <ProblemBox problem={refresh.error} />}
        <details className={css.ranges}>
          <summary>{t("networks.ranges", { count: ranges.length })}</summary>
          <ul className="mono">
            {ranges.map((range) => (
              <li key={range}>{range}</li>
            ))}
          </ul>
        </details>
      </div>
    </Panel>
  );
}
