import { useTranslation } from "react-i18next";
import { useActs } from "../cockpit/useActs";
import { PageHead } from "../parts/PageHead";
import { Loaded } from "../parts/States";
import { Columns, StepPage } from "../parts/StepPage";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk } from "../queries/queries";
import type { StepProps } from "../wizard/steps";
import { Billed } from "./Billed";
import { useHandOver } from "./HandOver";
import { LastRun, SignIn, Sync } from "./SidePanels";
import { StateBox } from "./StateBox";
import { Waits } from "./Waits";

/** How a client stands, at a glance: state, what waits, what is billed, when it syncs, how long the sign-in lives. */
export default function OverviewTab({ client }: StepProps) {
  const { t } = useTranslation("page");
  const { row } = client;
  const acts = useActs();
  const handOver = useHandOver(row.id);
  const overview = useAsk("client_overview", { client: row.id });
  return (
    <StepPage testid="screen-overview" footer={null}>
      <PageHead title={t("tab.overview")} line={t("overview.line")}>
        {handOver.button}
      </PageHead>
      <Columns
        side={
          <>
            <Sync client={client} overview={overview.data} />
            <SignIn client={client} />
            {overview.data?.lastRun && <LastRun client={row.id} run={overview.data.lastRun} />}
          </>
        }
      >
        {handOver.answer}
        {acts.trouble && <ProblemBox problem={acts.trouble.problem} client={row.id} />}
        <StateBox client={client} acts={acts} />
        <Loaded query={overview} label={t("overview.reading")}>
          {(data) => (
            <>
              <Waits client={client} overview={data} />
              <Billed row={row} overview={data} />
            </>
          )}
        </Loaded>
      </Columns>
    </StepPage>
  );
}
