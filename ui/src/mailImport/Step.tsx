import { Button } from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons/svg/copy";
import { Open20Regular } from "@fluentui/react-icons/svg/open";
import { useTranslation } from "react-i18next";
import type { ClientView, ImportStepView } from "../host/bindings";
import { useCopy } from "../parts/copy";
import { useFormat } from "../parts/format";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { TimeLeft, WaitingHead, WaitingWays } from "../parts/Waiting";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./mailImport.module.css";

interface Props {
  client: ClientView;
  step: Exclude<ImportStepView, { state: "idle" }>;
  onAgain: () => void;
}

/** An administrator's sign-in for the application: it waits, or it ended without what it was for. */
export function Step({ client, step, onAgain }: Props) {
  const { t } = useTranslation("mailimport");
  const cancel = useDo("import_step_cancel");
  const away = () => cancel.mutate({ client: client.row.id });
  const what = step.removes ? "remove" : "register";
  if (step.state === "waiting") return <Waits client={client} step={step} onCancel={away} />;
  return (
    <ProblemBox
      problem={step.problem}
      about={t(`access.failed.${what}`)}
      client={client.row.id}
      onRetry={{ label: t("access.failed.again"), press: onAgain }}
    >
      <Button size="small" onClick={away} data-testid="import-step-away">
        {t("access.failed.away")}
      </Button>
    </ProblemBox>
  );
}

interface WaitsProps {
  client: ClientView;
  step: Extract<ImportStepView, { state: "waiting" }>;
  onCancel: () => void;
}

function Waits({ client, step, onCancel }: WaitsProps) {
  const { t } = useTranslation("mailimport");
  const { timeWithZone } = useFormat();
  const again = useDo("import_step_open_again");
  const { copied, copy } = useCopy();
  const what = step.removes ? "remove" : "register";
  return (
    <Panel testid="import-step-waiting">
      <WaitingHead title={t(`access.wait.${what}`)}>
        <TimeLeft label={t("access.wait.left")} until={step.until} />
      </WaitingHead>
      <ol className={css.steps}>
        <li>
          <StateMark state="done">{t("access.wait.opened")}</StateMark>
          <span className="quiet caption">{timeWithZone(step.since)}</span>
        </li>
        <li>
          <StateMark state="adopted">
            <b>{t("access.wait.accept")}</b>
          </StateMark>
          <span className="quiet caption">{t("access.wait.now")}</span>
        </li>
        <li>
          <StateMark state="queued">{t(`access.wait.then.${what}`)}</StateMark>
        </li>
      </ol>
      <WaitingWays cancel={t("access.wait.cancel")} onCancel={onCancel}>
        <Button icon={<Open20Regular />} onClick={() => again.mutate({ client: client.row.id })}>
          {t("access.wait.again")}
        </Button>
        <Button icon={<Copy20Regular />} onClick={() => copy(step.authorizeUrl)}>
          {copied ? t("common:copy.done") : t("access.wait.copy")}
        </Button>
        {again.error && <ProblemBox problem={again.error} />}
      </WaitingWays>
    </Panel>
  );
}
