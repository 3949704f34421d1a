import type { CutoverView, StepTally, StepView } from "../bindings";
import type { Answers } from "../fake";
import { include, mx, notReady, ready, switched, tenant } from "./cutoverSteps";
import { domainsOf } from "./domains";
import { clientOf, minutes, problem, type World } from "./world";

const count = (steps: readonly StepView[], ...states: StepView["state"][]) =>
  steps.filter(({ state }) => states.includes(state)).length;

const tally = (steps: readonly StepView[]): StepTally => ({
  doNow: count(steps, "do-now"),
  look: count(steps, "look"),
  done: count(steps, "done"),
  wait: count(steps, "wait", "unknown"),
});

/** The same with every number of the core's as the steps stand now. */
export function counted(view: CutoverView): CutoverView {
  const domains = view.domains.map((domain) => {
    const before = [...domain.steps, ...view.tenant].filter(({ part }) => part === "before");
    return {
      ...domain,
      tally: tally(domain.steps),
      before: { done: count(before, "done"), total: before.length },
    };
  });
  const all = [...domains.flatMap(({ steps }) => steps), ...view.tenant];
  return {
    ...view,
    domains,
    tenantTally: tally(view.tenant),
    open: count(all, "do-now", "look"),
    openDomains: domains.filter(({ steps }) => count(steps, "done") < steps.length).length,
    done: count(all, "done") === all.length,
  };
}

function viewOf(world: World, client: number): CutoverView {
  const { row } = clientOf(world, client);
  const domains = world.sheets.get(client)?.domains ?? domainsOf(clientOf(world, client));
  const chosen = domains.filter(({ selected }) => selected);
  const stands = [switched, notReady, ready];
  const none = { tally: tally([]), before: { done: 0, total: 0 } };
  return {
    target: {
      mx,
      spf: include,
      smarthost: "out.filter.example",
      addresses: ["192.0.2.0/24", "198.51.100.16/28"],
      source: "person",
      by: "Sam Hollis",
      at: minutes(-4000),
    },
    asOf: minutes(-0.2),
    checking: false,
    domains: row.setUp ? chosen.map(({ name }, at) => ({ ...(stands[at % 3] ?? ready)(name), ...none })) : [],
    tenant: tenant(),
    tenantTally: tally([]),
    exchange: { access: "granted" },
    safe: false,
    blocked: [],
    open: 0,
    openDomains: 0,
    done: false,
  };
}

/** A client's steps as they stand. */
export function cutoverOf(world: World, client: number): CutoverView {
  const view = counted(world.cutovers.get(client) ?? viewOf(world, client));
  world.cutovers.set(client, view);
  return view;
}

type Mine = "cutover_get" | "cutover_check" | "cutover_mark" | "cutover_target";

export function cutoverCommands(world: World): Pick<Answers, Mine> {
  const of = (client: number) => cutoverOf(world, client);
  return {
    cutover_get: ({ client }) => of(client),
    cutover_check: ({ client }) => Object.assign(of(client), { asOf: new Date().toISOString() }),
    cutover_mark: ({ client, domain, step: kind, done, note }) => {
      const view = of(client);
      const own = view.domains.find(({ name }) => name === domain)?.steps ?? [];
      const found = [...view.tenant, ...own].find((one) => one.kind === kind);
      if (!found) throw problem("usage", "There is no such step.");
      found.mark = done ? { who: "Sam Hollis", at: new Date().toISOString(), note } : null;
      found.state = done ? "done" : "look";
      found.takesMark = !done;
      return of(client);
    },
    cutover_target: ({ client, mx: hosts, spf: named, smarthost, addresses }) => {
      const view = of(client);
      const at = new Date().toISOString();
      view.target = { mx: hosts, spf: named, smarthost, addresses, source: "person", by: "Sam Hollis", at };
      return view;
    },
  };
}
