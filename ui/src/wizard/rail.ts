import type { TFunction } from "i18next";
import { paths, steps } from "../app/route";
import type { ClientView, WizardStep } from "../host/bindings";
import type { Formats } from "../parts/format";
import type { PlanShown } from "../parts/planShown";
import type { RailStep } from "../parts/StepRail";

/**
 * The rail of a client; without one only the first step is open. What was passed is ticked. `shown` are the numbers of
 * the plan that is open.
 */
export function railOf(
  t: TFunction,
  { number }: Formats,
  client: ClientView | null,
  current: WizardStep,
  shown: PlanShown | null,
): RailStep[] {
  const passed = client ? Math.max(steps.indexOf(client.resumeAt), steps.indexOf(current)) : 0;
  return steps.map((step, at) => ({
    id: step,
    label: t(`step.${step}`),
    note: client ? noteOf(t, number, client, step, shown) : undefined,
    href: hrefOf(client, step),
    done: at < passed,
  }));
}

function hrefOf(client: ClientView | null, step: WizardStep): string | undefined {
  if (client === null) return step === "client" ? paths.add : undefined;
  return client.reached.includes(step) ? paths.step(client.row.id, step) : undefined;
}

function noteOf(
  t: TFunction,
  number: (n: number) => string,
  client: ClientView,
  step: WizardStep,
  shown: PlanShown | null,
) {
  const { row } = client;
  if (step === "client") return row.name;
  if (step === "connect" && client.receipt) {
    return row.daysLeft === null ? t("rail.connected") : t("rail.daysLeft", { count: row.daysLeft });
  }
  if (step === "connect" && row.tenant && row.state !== "setting-up") return t("rail.signedOut");
  if (step === "domains" && client.domainsSelected > 0) {
    return t("rail.domains", { chosen: client.domainsSelected, total: client.domainsTotal });
  }
  if (step === "mailboxes" && client.domainsSelected > 0) {
    // From the first run on the number is of those that were applied.
    return t(row.setUp ? "rail.lookedAfter" : "rail.mailboxes", { number: number(client.mailboxesSelected) });
  }
  if (step === "review" && (shown || client.plan !== null)) {
    const { held, ready } = shown ?? { held: row.held, ready: row.pending };
    return held > 0
      ? t("rail.heldReady", { held: number(held), ready: number(ready) })
      : t("rail.ready", { ready: number(ready) });
  }
  return undefined;
}
