import type { TFunction } from "i18next";
import { paths, steps } from "../app/route";
import type { ClientView, WizardStep } from "../host/bindings";
import type { Formats } from "../parts/format";
import type { RailStep } from "../parts/StepRail";

/** The rail of a client; without one only the first step is open. What was passed is ticked. */
export function railOf(
  t: TFunction,
  { number }: Formats,
  client: ClientView | null,
  current: WizardStep,
): RailStep[] {
  const passed = client ? Math.max(steps.indexOf(client.resumeAt), steps.indexOf(current)) : 0;
  return steps.map((step, at) => ({
    id: step,
    label: t(`step.${step}`),
    note: client ? noteOf(t, number, client, step) : undefined,
    href: hrefOf(client, step),
    done: at < passed,
  }));
}

function hrefOf(client: ClientView | null, step: WizardStep): string | undefined {
  if (client === null) return step === "client" ? paths.add : undefined;
  return client.reached.includes(step) ? paths.step(client.row.id, step) : undefined;
}

function noteOf(t: TFunction, number: (n: number) => string, client: ClientView, step: WizardStep) {
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
    return t("rail.mailboxes", { number: number(client.mailboxesSelected) });
  }
  if (step === "review" && client.plan !== null) {
    return row.held > 0
      ? t("rail.heldReady", { held: number(row.held), ready: number(row.pending) })
      : t("rail.ready", { ready: number(row.pending) });
  }
  return undefined;
}
