import { useEffect, useRef } from "react";
import type { CutoverView, DomainCutover, StepView } from "../host/bindings";
import { useAsk, useDo } from "../queries/queries";

/** While the page is open and in sight, DNS is asked again when the last look is this old. */
export const AGAIN_MS = 60_000;

const isOpen = ({ state }: StepView) => state === "do-now" || state === "look";

/** A domain's steps with those of the whole tenant between them, in the order in which no mail is lost. */
export const order = [
  "recipients",
  "allow-list",
  "spf",
  "outbound-connector",
  "dkim",
  "dmarc",
  "mta-sts",
  "mx",
  "inbound-connector",
  "direct-send",
  "journal",
] as const;

export function stepsOf(view: CutoverView, domain: DomainCutover | null): StepView[] {
  const steps = [...(domain?.steps ?? []), ...view.tenant];
  return steps.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** What comes before, is, and follows the switch. */
export function partOf({ kind }: StepView): "before" | "switch" | "after" {
  const at = order.indexOf(kind);
  const mx = order.indexOf("mx");
  return at < mx ? "before" : at === mx ? "switch" : "after";
}

/** Steps of a list by how they stand. */
export function tally(steps: readonly StepView[]) {
  const count = (...states: StepView["state"][]) =>
    steps.filter(({ state }) => states.includes(state)).length;
  return { doNow: count("do-now"), look: count("look"), done: count("done"), wait: count("wait", "unknown") };
}

/** How many steps wait for a person; none while it is not known. */
export function useOpenSteps(client: number): number {
  const view = useAsk("cutover_get", { client }).data;
  return view ? [...view.domains.flatMap(({ steps }) => steps), ...view.tenant].filter(isOpen).length : 0;
}

/** How many domains have steps that are not done, known or not; null until the core has answered. */
export function useOpenDomains(client: number): number | null {
  const { data, isError } = useAsk("cutover_get", { client });
  if (!data) return isError ? 0 : null;
  return data.domains.filter(({ steps }) => steps.some(({ state }) => state !== "done")).length;
}

/** The last known state, looked at anew when it is opened old, every minute while it is in sight, and when asked. */
export function useCutover(client: number) {
  const known = useAsk("cutover_get", { client });
  const check = useDo("cutover_check");
  const tried = useRef(0);
  const { mutate, isPending } = check;
  const asOf = known.data ? (known.data.asOf ? new Date(known.data.asOf).getTime() : 0) : null;
  const checking = isPending || known.data?.checking === true;
  const look = () => {
    tried.current = Date.now();
    mutate({ client, domain: null });
  };
  const again = useRef(look);
  again.current = look;
  const due = asOf === null ? null : Math.max(asOf, tried.current) + AGAIN_MS;
  useEffect(() => {
    if (due === null || checking) return;
    // In the background nobody reads it: the next look waits until the page is seen again.
    const go = () => document.visibilityState === "visible" && Date.now() >= due && again.current();
    const timer = window.setTimeout(go, Math.max(0, due - Date.now()));
    document.addEventListener("visibilitychange", go);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", go);
    };
  }, [due, checking]);
  return { known, checking, due, problem: check.error, look: () => !checking && look() };
}
