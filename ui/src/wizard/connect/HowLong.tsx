import { Button } from "@fluentui/react-components";
import { Key16Regular } from "@fluentui/react-icons/svg/key";
import { useTranslation } from "react-i18next";
import type { ClientView, ConsentReceipt } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { Panel } from "../../parts/Panel";
import { useAsk } from "../../queries/queries";
import css from "./HowLong.module.css";

interface Props {
  client: ClientView;
  receipt: ConsentReceipt;
  onAgain: () => void;
}

/** How long the sign-in lives unused, and the way to start it anew (M4). */
export function HowLong({ client, receipt, onAgain }: Props) {
  const { t } = useTranslation("connect");
  const { date } = useFormat();
  const vault = useAsk("app_state", null).data?.vault;
  const days = client.row.daysLeft;
  return (
    <Panel title={t("lasts.title")}>
      <div className={css.stack}>
        {days !== null && (
          <p className={css.big}>
            <b data-soon={days <= 14 ? "" : undefined}>{days}</b>
            <span>
              {t("lasts.days", { count: days })}
              <br />
              {t("lasts.renewed")}
            </span>
          </p>
        )}
        <p className="quiet caption">
          {receipt.ends && `${t("lasts.until", { date: date(receipt.ends) })} `}
          {vault && t(`lasts.vault.${vault}`, { defaultValue: "" })}
        </p>
        <p>
          <Button size="small" icon={<Key16Regular />} onClick={onAgain} data-testid="sign-in">
            {t("lasts.again")}
          </Button>
        </p>
      </div>
    </Panel>
  );
}
