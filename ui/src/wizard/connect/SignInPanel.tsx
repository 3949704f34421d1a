import { Button, Spinner } from "@fluentui/react-components";
import { PersonKey20Regular } from "@fluentui/react-icons/svg/person-key";
import { useTranslation } from "react-i18next";
import type { ClientView } from "../../host/bindings";
import { Panel } from "../../parts/Panel";
import { StateMark } from "../../parts/StateMark";
import { useAsk } from "../../queries/queries";
import { Account } from "./Account";
import css from "./SignInPanel.module.css";

interface Props {
  client: ClientView;
  ready: boolean;
  busy: boolean;
  onStart: () => void;
}

/** The button that opens the browser, and what will happen there. */
export function SignInPanel({ client, ready, busy, onStart }: Props) {
  const { t } = useTranslation("connect");
  const app = useAsk("app_state", null).data;
  const unregistered = app?.registrationNeeded === true && !client.row.practice;
  const awake = ready && !unregistered && !busy;
  return (
    <Panel title={t("signIn.title")}>
      <div className={css.stack}>
        <p className="quiet">{t("signIn.line")}</p>
        <Account client={client} />
        {unregistered && <StateMark state="look">{t("signIn.unregistered")}</StateMark>}
        <Button
          appearance={client.reached.includes("domains") ? "outline" : "primary"}
          icon={busy ? <Spinner size="tiny" aria-hidden /> : <PersonKey20Regular />}
          disabledFocusable={!awake}
          onClick={() => awake && onStart()}
          data-testid="sign-in"
        >
          {t("signIn.button")}
        </Button>
        {!ready && <p className="quiet caption">{t("signIn.needTenant")}</p>}
      </div>
    </Panel>
  );
}
