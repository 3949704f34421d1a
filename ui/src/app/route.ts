import { useSyncExternalStore } from "react";
import type { WizardStep } from "../host/bindings";

/** Where the page stands. A new client has no id before its first step is saved. */
export type Route =
  | { at: "cockpit" }
  | { at: "new" }
  /** Without a step: where the wizard of that client goes on. */
  | { at: "client"; client: number; step: WizardStep | null; plan: number | null }
  /** A client that is set up: what it is, does and did (W9). */
  | { at: "page"; client: number; tab: PageTab; plan: number | null }
  | { at: "settings" }
  /** How Tenantry is registered with a cloud, and the client to go back to. */
  | { at: "registration"; cloud: string; client: number | null };

export const steps: readonly WizardStep[] = [
  "client",
  "connect",
  "domains",
  "mailboxes",
  "options",
  "review",
  "apply",
];

export const pageTabs = [
  "overview",
  "domains",
  "mailboxes",
  "changes",
  "history",
  "import",
  "cutover",
  "settings",
] as const;
export type PageTab = (typeof pageTabs)[number];

export function parse(hash: string): Route {
  if (hash === "#/new") return { at: "new" };
  if (hash === "#/settings") return { at: "settings" };
  const [, page, named, shown] = /^#\/page\/(\d+)(?:\/([a-z]+)(?:\/(\d+))?)?$/.exec(hash) ?? [];
  if (page) {
    const tab = pageTabs.find((one) => one === named) ?? "overview";
    return { at: "page", client: Number(page), tab, plan: shown ? Number(shown) : null };
  }
  const [, cloud, asked] = /^#\/registration\/([A-Za-z0-9-]+)(?:\/(\d+))?$/.exec(hash) ?? [];
  if (cloud) return { at: "registration", cloud, client: asked ? Number(asked) : null };
  const [, id, name, plan] = /^#\/client\/(\d+)(?:\/([a-z]+)(?:\/(\d+))?)?$/.exec(hash) ?? [];
  const step = steps.find((one) => one === name) ?? null;
  if (!id) return { at: "cockpit" };
  return { at: "client", client: Number(id), step, plan: plan ? Number(plan) : null };
}

export const paths = {
  cockpit: "#/",
  add: "#/new",
  client: (client: number) => `#/client/${client}`,
  page: (client: number, tab: PageTab = "overview") => `#/page/${client}/${tab}`,
  settings: "#/settings",
  step: (client: number, step: WizardStep) => `#/client/${client}/${step}`,
  /** A plan that was made elsewhere: an undo, a rehearsal, a saved one. */
  plan: (client: number, plan: number) => `#/client/${client}/review/${plan}`,
  /** The same on the page of a client that is set up. */
  pagePlan: (client: number, plan: number) => `#/page/${client}/changes/${plan}`,
  registration: (cloud: string, client?: number) =>
    `#/registration/${cloud}${client === undefined ? "" : `/${client}`}`,
};

export function go(path: string) {
  window.location.hash = path;
}

function subscribe(changed: () => void) {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useRoute(): Route {
  return parse(useSyncExternalStore(subscribe, () => window.location.hash));
}
