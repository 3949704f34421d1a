import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { go, type PageTab, pageTabs, paths } from "../app/route";
import { canSync } from "../cockpit/groups";
import { useActs } from "../cockpit/useActs";
import type { ClientView } from "../host/bindings";
import { ClientBar } from "../parts/ClientBar";
import { useKeys } from "../parts/keys";
import { PlaceContext } from "../parts/place";
import { type PlanShown, PlanShownContext } from "../parts/planShown";
import { Loaded, SkeletonRows } from "../parts/States";
import { StepPage } from "../parts/StepPage";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk } from "../queries/queries";
import css from "./ClientPage.module.css";
import { NavRail } from "./NavRail";
import { PageStatus } from "./PageStatus";
import { tabPages } from "./tabs";

interface Props {
  client: number;
  tab: PageTab;
  /** The plan to review, where it is not the newest one. */
  plan: number | null;
}

/** A client that is set up: what it is, does and did (W9). */
export default function ClientPage({ client: id, tab, plan }: Props) {
  const { t } = useTranslation("page");
  const client = useAsk("client_get", { client: id });
  const acts = useActs();
  const row = client.data?.row;
  const [shown, setShown] = useState<PlanShown | null>(null);
  const here = pageTabs.indexOf(tab);
  const [before, after] = [pageTabs[here - 1], pageTabs[here + 1]];
  useKeys({
    ...Object.fromEntries(pageTabs.map((one, at) => [`Control+${at + 1}`, () => go(paths.page(id, one))])),
    "Alt+ArrowLeft": () => go(before ? paths.page(id, before) : paths.cockpit),
    "Alt+ArrowRight": () => after && go(paths.page(id, after)),
    // The domains read the tenant again, and the next steps look DNS up, instead.
    ...(tab === "cutover" || tab === "domains" ? {} : { F5: () => row && canSync(row) && acts.sync(row) }),
  });
  useEffect(() => {
    document.title = row ? `${t(`tab.${tab}`)} – ${row.name} – Tenantry` : "Tenantry";
  }, [t, row, tab]);
  return (
    <PlaceContext value="page">
      <div className={css.frame}>
        <ClientBar
          name={row?.name ?? ""}
          colour={row?.colour ?? "slate"}
          practice={row?.practice ?? false}
          tenant={row?.tenant ?? null}
        />
        <NavRail client={id} row={row} shown={shown} tab={tab} acts={acts} />
        <div className={css.page}>
          {/* What went wrong for the client whose page it was is told there. */}
          {acts.trouble?.row.id === id && (
            <div className={css.trouble}>
              <ProblemBox problem={acts.trouble.problem} client={id} />
            </div>
          )}
          {client.data ? (
            <PlanShownContext value={setShown}>
              <Tab view={client.data} tab={tab} plan={plan} />
            </PlanShownContext>
          ) : (
            <StepPage testid="screen-loading" footer={null}>
              <Loaded query={client} label={t("reading")}>
                {() => null}
              </Loaded>
            </StepPage>
          )}
        </div>
        <PageStatus client={id} row={row} tab={tab} />
      </div>
    </PlaceContext>
  );
}

function Tab({ view, tab, plan }: { view: ClientView; tab: PageTab; plan: number | null }) {
  const { t } = useTranslation("page");
  const Page = tabPages[tab];
  return (
    <Suspense
      fallback={
        <StepPage testid="screen-loading" footer={null}>
          <SkeletonRows label={t("common:loading")} />
        </StepPage>
      }
    >
      <Page key={`${view.row.id} ${tab} ${plan ?? ""}`} client={view} plan={plan} />
    </Suspense>
  );
}
