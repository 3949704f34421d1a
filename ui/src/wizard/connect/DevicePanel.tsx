import { Button } from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons/svg/copy";
import { Open20Regular } from "@fluentui/react-icons/svg/open";
import { useTranslation } from "react-i18next";
import type { ClientView, SignInView } from "../../host/bindings";
import { Copyable } from "../../parts/Copyable";
import { useCopy } from "../../parts/copy";
import { Panel } from "../../parts/Panel";
import { TimeLeft, WaitingHead, WaitingWays } from "../../parts/Waiting";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import { Account } from "./Account";
import css from "./DevicePanel.module.css";

type Device = Extract<SignInView, { state: "device" }>;

/** The code that is typed into a browser on any computer (RFC 8628), for how long, and the ways out. */
export function DevicePanel({ client, device }: { client: ClientView; device: Device }) {
  const { t } = useTranslation("connect");
  const open = useDo("sign_in_open_again");
  const cancel = useDo("sign_in_cancel");
  const { copied, copy } = useCopy();
  const id = client.row.id;
  return (
    <Panel testid="sign-in-device">
      <WaitingHead title={t("device.title")}>
        <TimeLeft label={t("device.left")} until={device.until} />
      </WaitingHead>
      <p className={css.code} data-testid="user-code">
        {device.userCode}
      </p>
      <p className={css.where}>
        {t("device.where")} <Copyable value={device.verificationUri} label={t("device.address")} />
      </p>
      <Account client={client} />
      <p className={`${css.note} quiet caption`}>{t("device.blocked")}</p>
      <WaitingWays cancel={t("waiting.cancel")} onCancel={() => cancel.mutate({ client: id })}>
        <Button appearance="primary" icon={<Copy20Regular />} onClick={() => copy(device.userCode)}>
          {copied ? t("common:copy.done") : t("device.copy")}
        </Button>
        <Button icon={<Open20Regular />} onClick={() => open.mutate({ client: id })} data-testid="open-again">
          {t("device.open")}
        </Button>
        {open.error && <ProblemBox problem={open.error} />}
      </WaitingWays>
    </Panel>
  );
}
