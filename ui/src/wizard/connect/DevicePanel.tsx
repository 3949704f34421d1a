import { Button, Divider, Spinner } from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons/svg/copy";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { Open20Regular } from "@fluentui/react-icons/svg/open";
import { useTranslation } from "react-i18next";
import type { ClientView, SignInView } from "../../host/bindings";
import { Copyable } from "../../parts/Copyable";
import { useCopy } from "../../parts/copy";
import { useFormat, useNow } from "../../parts/format";
import { KeyHint } from "../../parts/KeyHint";
import { useKeys } from "../../parts/keys";
import { Panel } from "../../parts/Panel";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import { Account } from "./Account";
import css from "./DevicePanel.module.css";

type Device = Extract<SignInView, { state: "device" }>;

/** The code that is typed into a browser on any computer (RFC 8628), for how long, and the ways out. */
export function DevicePanel({ client, device }: { client: ClientView; device: Device }) {
  const { t } = useTranslation("connect");
  const { span } = useFormat();
  const now = useNow(1000);
  const open = useDo("sign_in_open_again");
  const cancel = useDo("sign_in_cancel");
  const { copied, copy } = useCopy();
  const id = client.row.id;
  const giveUp = () => cancel.mutate({ client: id });
  useKeys({ Escape: giveUp });
  return (
    <Panel testid="sign-in-device">
      <div className={css.head}>
        <Spinner size="small" aria-hidden />
        <div>
          <div role="status">
            <h2 className={css.title}>{t("device.title")}</h2>
          </div>
          <p className={css.time} role="timer">
            {t("device.left")} <b>{span((new Date(device.until).getTime() - now) / 1000)}</b>
          </p>
        </div>
      </div>
      <p className={css.code} data-testid="user-code">
        {device.userCode}
      </p>
      <p className={css.where}>
        {t("device.where")} <Copyable value={device.verificationUri} label={t("device.address")} />
      </p>
      <Account client={client} />
      <p className={`${css.note} quiet caption`}>{t("device.blocked")}</p>
      <div className={css.buttons}>
        <Button appearance="primary" icon={<Copy20Regular />} onClick={() => copy(device.userCode)}>
          {copied ? t("common:copy.done") : t("device.copy")}
        </Button>
        <Button icon={<Open20Regular />} onClick={() => open.mutate({ client: id })} data-testid="open-again">
          {t("device.open")}
        </Button>
        {open.error && <ProblemBox problem={open.error} />}
        <Divider />
        <Button appearance="subtle" icon={<Dismiss20Regular />} onClick={giveUp} data-testid="cancel-sign-in">
          <span className={css.cancel}>
            {t("waiting.cancel")} <KeyHint keys={["Esc"]} />
          </span>
        </Button>
      </div>
    </Panel>
  );
}
