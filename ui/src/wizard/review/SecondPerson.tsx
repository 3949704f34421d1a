import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons/svg/copy";
import { Open20Regular } from "@fluentui/react-icons/svg/open";
import { PersonKey20Regular } from "@fluentui/react-icons/svg/person-key";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalView, ClientView, PlanRef, PlanView, SecondView } from "../../host/bindings";
import { useCopy } from "../../parts/copy";
import { useFocusBack } from "../../parts/focusBack";
import { useFormat } from "../../parts/format";
import { StateMark } from "../../parts/StateMark";
import { TimeLeft, WaitingHead, WaitingLine, WaitingWays } from "../../parts/Waiting";
import { ProblemBox } from "../../problems/ProblemBox";
import { invalidate, useAsk, useDo } from "../../queries/queries";
import css from "./review.module.css";

interface Props {
  client: ClientView;
  plan: PlanView;
  onClose: () => void;
}

/** Another person of the client's tenant says yes in the browser: what it is for, how it stands, who it was (B3). */
export function SecondPerson({ client, plan, onClose }: Props) {
  const { t } = useTranslation("review");
  useFocusBack();
  const cache = useQueryClient();
  const id = client.row.id;
  const state = useAsk("second_state", { client: id, plan: plan.plan });
  const start = useDo("second_start");
  const stands: SecondView = state.data ?? { state: "idle" };
  const done = stands.state === "done";
  useEffect(() => {
    // The plan tells from now on who approved it.
    if (done) void invalidate(cache, id, ["plan"]);
  }, [cache, done, id]);
  const cancel = useDo("second_cancel");
  const leave = () => {
    if (stands.state === "waiting") cancel.mutate({ client: id, plan: plan.plan });
    onClose();
  };
  const begin = () => start.mutate({ client: id, plan: plan.plan, openBrowser: true });
  const asleep = stands.state === "idle" || stands.state === "failed";
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && leave()}>
      <DialogSurface className={css.second ?? ""} data-testid="second-person">
        <DialogBody>
          <DialogTitle>{t("second.title")}</DialogTitle>
          <DialogContent className={css.secondBody ?? ""}>
            <p>{t("second.body", { count: plan.held, client: client.row.name })}</p>
            {stands.state === "waiting" && (
              <InBrowser waiting={stands} plan={{ client: id, plan: plan.plan }} onCancel={leave} />
            )}
            {stands.state === "checking" && (
              <WaitingHead title={t("connect:checking.title")}>
                <WaitingLine>{t("second.checking")}</WaitingLine>
              </WaitingHead>
            )}
            {done && <Approved {...stands.approval} />}
            {stands.state === "failed" && !start.isPending && <ProblemBox problem={stands.problem} />}
            {start.error && <ProblemBox problem={start.error} />}
          </DialogContent>
          {stands.state !== "waiting" && (
            <DialogActions fluid>
              <Button onClick={onClose} data-testid="second-close">
                {done ? t("second.goOn") : t("common:cancel")}
              </Button>
              {asleep && (
                <Button
                  appearance="primary"
                  icon={<PersonKey20Regular />}
                  disabledFocusable={start.isPending}
                  onClick={begin}
                  data-testid="second-start"
                >
                  {t("second.start")}
                </Button>
              )}
            </DialogActions>
          )}
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Approved({ account, who, at }: ApprovalView) {
  const { t } = useTranslation("review");
  const { timeWithZone } = useFormat();
  return (
    <p role="status" data-testid="second-done">
      <StateMark state="done">
        {t("second.done", { account: account ?? who, at: timeWithZone(at) })}
      </StateMark>
    </p>
  );
}

interface InBrowserProps {
  waiting: Extract<SecondView, { state: "waiting" }>;
  plan: PlanRef;
  onCancel: () => void;
}

/** The browser is open: the link can be sent to the other person's own computer only if it reaches this one. */
function InBrowser({ waiting, plan, onCancel }: InBrowserProps) {
  const { t } = useTranslation("review");
  const open = useDo("second_open_again");
  const { copied, copy } = useCopy();
  return (
    <>
      <WaitingHead title={t("second.waiting")}>
        <TimeLeft label={t("connect:waiting.left")} until={waiting.until} />
      </WaitingHead>
      <p className="quiet">{t("second.where")}</p>
      <WaitingWays cancel={t("second.stop")} onCancel={onCancel}>
        <Button icon={<Open20Regular />} onClick={() => open.mutate(plan)} data-testid="second-open-again">
          {t("connect:waiting.again")}
        </Button>
        <Button
          icon={<Copy20Regular />}
          onClick={() => copy(waiting.authorizeUrl)}
          data-testid="second-copy-link"
        >
          {copied ? t("common:copy.done") : t("connect:waiting.copy")}
        </Button>
      </WaitingWays>
    </>
  );
}
