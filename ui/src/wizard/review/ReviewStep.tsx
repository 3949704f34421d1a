import { Button, MessageBar, MessageBarBody, MessageBarTitle, Select } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { CheckmarkCircle32Regular } from "@fluentui/react-icons/svg/checkmark-circle";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { ClientView, PlanView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { Meter } from "../../parts/Meter";
import { PageHead } from "../../parts/PageHead";
import { Empty } from "../../parts/States";
import { StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk } from "../../queries/queries";
import { SearchField } from "../mailboxes/SearchField";
import { PAGE } from "../mailboxes/useWindowed";
import type { StepProps } from "../steps";
import { useApprovals } from "./approvals";
import { Cards } from "./Cards";
import { fingerprint, reasons } from "./changes";
import { Held } from "./Held";
import { Notices } from "./Notices";
import { type PlanFilter, PlanList, wholePlan } from "./PlanList";
import { ReviewFooter } from "./ReviewFooter";
import css from "./review.module.css";
import { usePlan } from "./usePlan";

/** Every change before it happens. */
export default function ReviewStep({ client }: StepProps) {
  const { t } = useTranslation("review");
  const { plan, problem, again } = usePlan(client.row.id);
  if (plan) return <Reviewed client={client} plan={plan} onAgain={again} />;
  return (
    <StepPage testid="screen-review" footer={<WizardFooter back={paths.step(client.row.id, "options")} />}>
      <PageHead title={t("title")} line={t("nothingChanged")} />
      {problem ? (
        <ProblemBox problem={problem} onRetry={{ label: t("again"), press: again }} />
      ) : (
        <Planning client={client} />
      )}
    </StepPage>
  );
}

function Planning({ client }: { client: ClientView }) {
  const { t } = useTranslation("review");
  const progress = client.row.progress;
  return (
    <div className={css.planning}>
      <span role="status">{t("planning")}</span>
      <Meter label={t("planning")} done={progress?.done ?? 0} total={progress?.total ?? null} />
      <span className="quiet caption">{t("planningHint")}</span>
    </div>
  );
}

function Reviewed({ client, plan, onAgain }: { client: ClientView; plan: PlanView; onAgain: () => void }) {
  const { t } = useTranslation("review");
  const { timeWithZone } = useFormat();
  const id = client.row.id;
  const [filter, setFilter] = useState(wholePlan);
  const answers = useApprovals(plan.hash);
  const held = useAsk(
    "plan_rows",
    { client: id, plan: plan.plan, held: true, ...wholePlan, offset: 0, limit: PAGE },
    { enabled: plan.held > 0 },
  );
  const groups = held.data?.groups ?? [];
  const empty = plan.ready === 0 && plan.held === 0;
  const said = { plan: plan.plan, made: timeWithZone(plan.madeAt), read: timeWithZone(plan.readAt) };
  return (
    <StepPage
      testid="screen-review"
      footer={<ReviewFooter client={client} plan={plan} answers={answers} empty={empty} />}
    >
      <PageHead
        title={t("title")}
        line={
          <>
            {t("lead", said)} <span className="mono">{fingerprint(plan.hash)}</span>. {t("nothingChanged")}
          </>
        }
      >
        <Button icon={<ArrowClockwise20Regular />} onClick={onAgain} data-testid="plan-again">
          {t("again")}
        </Button>
      </PageHead>
      {plan.stale && (
        <MessageBar intent="warning" layout="multiline" className={css.old ?? ""}>
          <MessageBarBody>
            <MessageBarTitle>{t("stale.title")}</MessageBarTitle>
            {t("stale.body")}
          </MessageBarBody>
        </MessageBar>
      )}
      {empty ? (
        <Empty icon={<CheckmarkCircle32Regular />} title={t("agree.title")} line={t("agree.body")}>
          <Button onClick={() => go(paths.cockpit)}>{t("agree.action")}</Button>
        </Empty>
      ) : (
        <div className={css.page}>
          <Cards plan={plan} group={filter.group} onGroup={(group) => setFilter({ ...filter, group })} />
          {plan.held > 0 && <Held client={id} plan={plan} groups={groups} answers={answers} />}
          <Notices client={id} notices={plan.notices} />
          <ListHead ready={plan.ready} filter={filter} onFilter={setFilter} />
          {plan.ready > 0 && (
            <PlanList
              client={id}
              plan={plan.plan}
              ready={plan.ready}
              filter={filter}
              onClear={() => setFilter(wholePlan)}
            />
          )}
        </div>
      )}
    </StepPage>
  );
}

interface ListHeadProps {
  ready: number;
  filter: PlanFilter;
  onFilter: (filter: PlanFilter) => void;
}

function ListHead({ ready, filter, onFilter }: ListHeadProps) {
  const { t } = useTranslation("review");
  return (
    <div className={css.listHead}>
      <h2 data-testid="plan-ready" data-count={ready}>
        {t("ready", { count: ready })}
      </h2>
      <SearchField
        className={css.search}
        label={t("search")}
        value={filter.search}
        onSearch={(search) => onFilter({ ...filter, search })}
      />
      <Select
        aria-label={t("reasons.label")}
        value={filter.reason ?? ""}
        onChange={(_, { value }) => onFilter({ ...filter, reason: value || null })}
      >
        <option value="">{t("reasons.all")}</option>
        {reasons.map((reason) => (
          <option key={reason} value={reason}>
            {t(`reason.${reason}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}
