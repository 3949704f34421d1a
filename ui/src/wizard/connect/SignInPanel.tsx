import { Button, Link, Spinner } from "@fluentui/react-components";
import { PersonKey20Regular } from "@fluentui/react-icons/svg/person-key";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { ClientView } from "../../host/bindings";
import { Panel } from "../../parts/Panel";
import { StateMark } from "../../parts/StateMark";
import { useAsk } from "../../queries/queries";
import { Account } from "./Account";
import css from "./SignInPanel.module.css";

/** How to get in: the browser, an administrator's approval beforehand, or a code typed elsewhere. */
export type Way = "sign_in_start" | "approval_start" | "device_sign_in_start";

interface Props {
  client: ClientView;
  ready: boolean;
  busy: boolean;
  /** An administrator has just approved. */
  approved: boolean;
  onStart: (way: Way) => void;
}

/** The button that opens the browser, and what will happen there. */
export function SignInPanel({ client, ready, busy, approved, onStart }: Props) {
  const { t } = useTranslation("connect");
  const registration = useAsk("registration_get", { cloud: client.cloud }, { enabled: !client.row.practice });
  const unregistered = registration.data?.clientId === null && !client.row.practice;
  const awake = ready && !unregistered && !busy;
  return (
    <Panel title={t("signIn.title")}>
      <div className={css.stack}>
        <p className="quiet">{t("signIn.line")}</p>
        <Account client={client} />
        {approved && (
          <p role="status" data-testid="approved">
            <StateMark state="done">{t("approved")}</StateMark>
          </p>
        )}
        {unregistered && (
          <>
            <StateMark state="look">{t("signIn.unregistered")}</StateMark>
            <Button
              appearance="primary"
              onClick={() => go(paths.registration(client.cloud, client.row.id))}
              data-testid="register"
            >
              {t("signIn.register")}
            </Button>
          </>
        )}
        <Button
          appearance={client.reached.includes("domains") || unregistered ? "outline" : "primary"}
          icon={busy ? <Spinner size="tiny" aria-hidden /> : <PersonKey20Regular />}
          disabledFocusable={!awake}
          onClick={() => awake && onStart("sign_in_start")}
          data-testid="sign-in"
        >
          {t("signIn.button")}
        </Button>
        {!ready && <p className="quiet caption">{t("signIn.needTenant")}</p>}
        {awake && (
          <ul className={css.ways}>
            <li>
              <Link as="button" onClick={() => onStart("approval_start")} data-testid="ask-approval">
                {t("ways.approval")}
              </Link>
              <span className="quiet caption">{t("ways.approvalWhen")}</span>
            </li>
            <li>
              <Link as="button" onClick={() => onStart("device_sign_in_start")} data-testid="use-code">
                {t("ways.device")}
              </Link>
              <span className="quiet caption">{t("ways.deviceWhen")}</span>
            </li>
          </ul>
        )}
      </div>
    </Panel>
  );
}
