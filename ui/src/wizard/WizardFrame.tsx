import { type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { ClientView, Colour, WizardStep } from "../host/bindings";
import { ClientBar } from "../parts/ClientBar";
import { useDraft } from "../parts/drafts";
import { useFormat } from "../parts/format";
import { useKeys } from "../parts/keys";
import { type PlanShown, PlanShownContext } from "../parts/planShown";
import { Loaded, SkeletonRows } from "../parts/States";
import { StepPage } from "../parts/StepPage";
import { StepRail } from "../parts/StepRail";
import { WizardFooter } from "../parts/WizardFooter";
import { useAsk } from "../queries/queries";
import { nobody } from "./client/draft";
import { NewClient } from "./client/NewClient";
import { railOf } from "./rail";
import { stepPages } from "./steps";
import css from "./WizardFrame.module.css";

interface WizardProps {
  client: number;
  step: WizardStep | null;
  /** The plan to review, where it is not the newest one. */
  plan: number | null;
}

/** The wizard of a client that is known. */
export function Wizard({ client: id, step: asked, plan }: WizardProps) {
  const client = useAsk("client_get", { client: id });
  const { t } = useTranslation();
  const resumeAt = client.data?.resumeAt;
  useEffect(() => {
    // Settled once: the wizard must not jump when a step is finished while it is open.
    if (asked === null && resumeAt) window.location.replace(paths.step(id, resumeAt));
  }, [asked, id, resumeAt]);
  const step = asked ?? resumeAt ?? "client";
  const Page = stepPages[step];
  return (
    <Frame client={client.data ?? null} step={step}>
      {client.data ? (
        <Suspense fallback={<Waiting />}>
          <Page key={`${id} ${step} ${plan ?? ""}`} client={client.data} plan={plan} />
        </Suspense>
      ) : (
        <StepPage testid="screen-loading" footer={<WizardFooter back={paths.cockpit} />}>
          <Loaded query={client} label={t("loading")}>
            {() => null}
          </Loaded>
        </StepPage>
      )}
    </Frame>
  );
}

/** The wizard of a client that is not there yet. */
export function NewWizard() {
  const [draft, keep] = useDraft("new client", nobody);
  const inTurn = useAsk("client_list", null).data?.nextColour ?? "slate";
  const colour = draft.colour ?? inTurn;
  return (
    <Frame client={null} step="client" draft={{ name: draft.name, colour }}>
      <NewClient draft={draft} colour={colour} onDraft={keep} />
    </Frame>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <StepPage testid="screen-loading" footer={<WizardFooter />}>
      <SkeletonRows label={t("loading")} />
    </StepPage>
  );
}

interface FrameProps {
  client: ClientView | null;
  step: WizardStep;
  /** Name and colour of a client that is not there yet. */
  draft?: { name: string; colour: Colour };
  children: ReactNode;
}

function Frame({ client, step, draft, children }: FrameProps) {
  const { t } = useTranslation();
  const row = client?.row;
  const format = useFormat();
  const [shown, setShown] = useState<PlanShown | null>(null);
  const rail = railOf(t, format, client, step, shown);
  useKeys(Object.fromEntries(rail.map(({ href }, at) => [`Control+${at + 1}`, () => href && go(href)])));
  useEffect(() => {
    document.title = row ? `${t(`step.${step}`)} – ${row.name} – Tenantry` : "Tenantry";
  }, [t, row, step]);
  return (
    <div className={css.frame}>
      <ClientBar
        name={row?.name ?? draft?.name ?? ""}
        colour={row?.colour ?? draft?.colour ?? "slate"}
        practice={row?.practice ?? false}
        tenant={row?.tenant ?? null}
      />
      <StepRail steps={rail} current={step} />
      <PlanShownContext value={setShown}>
        <div className={css.page}>{children}</div>
      </PlanShownContext>
    </div>
  );
}
