import { Button } from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons/svg/copy";
import { Open20Regular } from "@fluentui/react-icons/svg/open";
import { useTranslation } from "react-i18next";
import type { ClientView, SignInView } from "../../host/bindings";
import { useCopy } from "../../parts/copy";
import { useFormat } from "../../parts/format";
import { Panel } from "../../parts/Panel";
import { StateMark } from "../../parts/StateMark";
import { TimeLeft, WaitingHead, WaitingLine, WaitingWays } from "../../parts/Waiting";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import { Account } from "./Account";
import css from "./WaitingPanel.module.css";

type Waiting = Extract<SignInView, { state: "waiting" | "approving" }>;

/** The browser is open, for a sign-in or an approval: how long it waits, what to do there, and the ways out. */
export function WaitingPanel({ client, waiting }: { client: ClientView; waiting: Waiting }) {
  const approving = waiting.state === "approving";
  const address = approving ? waiting.approveUrl : waiting.authorizeUrl;
  const { t } = useTranslation("connect");
  const { timeWithZone } = useFormat();
  const again = useDo("sign_in_open_again");
  const cancel = useDo("sign_in_cancel");
  const { copied, copy } = useCopy();
  const id = client.row.id;
  return (
    <Panel testid="sign-in-waiting">
      <WaitingHead title={t(approving ? "waiting.approvalTitle" : "waiting.title")}>
        <TimeLeft label={t("waiting.left")} until={waiting.until} />
      </WaitingHead>
      <ol className={css.steps}>
        <li>
          <StateMark state="done">{t("waiting.opened")}</StateMark>
          <span className="quiet caption">{timeWithZone(waiting.since)}</span>
        </li>
        <li>
          <StateMark state="adopted">
            <b>{t(approving ? "waiting.approve" : "waiting.accept")}</b>
          </StateMark>
          <span className="quiet caption">{t("waiting.now")}</span>
        </li>
        <li>
          <StateMark state="queued">{t(approving ? "waiting.thenSignIn" : "waiting.checks")}</StateMark>
        </li>
      </ol>
      {approving ? <p className="quiet">{t("waiting.send")}</p> : <Account client={client} />}
      <WaitingWays
        cancel={t(approving ? "waiting.cancelApproval" : "waiting.cancel")}
        onCancel={() => cancel.mutate({ client: id })}
      >
        <Button
          icon={<Open20Regular />}
          onClick={() => again.mutate({ client: id })}
          data-testid="open-again"
        >
          {t("waiting.again")}
        </Button>
        <Button icon={<Copy20Regular />} onClick={() => copy(address)} data-testid="copy-link">
          {copied ? t("common:copy.done") : t("waiting.copy")}
        </Button>
        {again.error && <ProblemBox problem={again.error} />}
      </WaitingWays>
    </Panel>
  );
}

/** The answer came and is looked at. */
export function CheckingPanel() {
  const { t } = useTranslation("connect");
  return (
    <Panel testid="sign-in-checking">
      <WaitingHead title={t("checking.title")}>
        <WaitingLine>{t("checking.line")}</WaitingLine>
      </WaitingHead>
    </Panel>
  );
}
