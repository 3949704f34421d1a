import type { CutoverView, DomainCutover, StepKind, StepTally, StepView } from "../bindings";
import type { Answers } from "../fake";
import { domainsOf } from "./domains";
import { clientOf, minutes, problem, type World } from "./world";

const mx = [
  { host: "mx1.filter.example", preference: 10 },
  { host: "mx2.filter.example", preference: 20 },
];
const include = "include:spf.filter.example";
const microsoft = "include:spf.protection.outlook.com";

/** As the core numbers them. */
const kinds: StepKind[] = [
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
];

/** What the core counts. */
type Counts = "tally" | "before";

function step(
  kind: StepKind,
  state: StepView["state"],
  code: StepView["code"],
  more: Partial<StepView> = {},
) {
  const number = kinds.indexOf(kind) + 1;
  const part = number < 8 ? "before" : number === 8 ? "switch" : "after";
  const base = { facts: {}, now: [], wanted: [], powershell: null, mark: null, checkedAt: minutes(-1) };
  const takesMark = state === "look" || state === "unknown";
  return { kind, number, part, state, takesMark, code, ...base, ...more } satisfies StepView;
}

const route = (name: string) => `0 ${name.replaceAll(".", "-")}.mail.protection.outlook.com`;
const targets = mx.map(({ host, preference }) => `${preference} ${host}`);
const spf = `v=spf1 ${include} ${microsoft} -all`;

/** Two mailboxes are not listed and SPF lacks the gateway: MX stays locked. */
function notReady(name: string): Omit<DomainCutover, Counts> {
  return {
    name,
    route: "m365",
    safeToSwitch: false,
    checkedAt: minutes(-1),
    blocked: [
      { code: "recipients-missing", count: 2, step: "recipients" },
      { code: "spf-misses-gateway", count: null, step: "spf" },
    ],
    steps: [
      step("recipients", "do-now", "recipients-missing", { facts: { count: "2" } }),
      step("spf", "do-now", "spf-without-gateway", {
        facts: { lookups: "1" },
        now: [`v=spf1 ${microsoft} -all`],
        wanted: [spf],
      }),
      step("dkim", "done", "dkim-good"),
      step("dmarc", "look", "dmarc-watches", {
        now: ["v=DMARC1; p=none"],
        wanted: ["v=DMARC1; p=quarantine"],
      }),
      step("mta-sts", "done", "mta-sts-none"),
      step("mx", "wait", "mx-microsoft", { now: [route(name)], wanted: targets }),
    ],
  };
}

function ready(name: string): Omit<DomainCutover, Counts> {
  return {
    ...notReady(name),
    safeToSwitch: true,
    blocked: [],
    steps: [
      step("recipients", "done", "recipients-listed"),
      step("spf", "done", "spf-good", { facts: { lookups: "4" }, now: [spf] }),
      step("dkim", "done", "dkim-good"),
      step("dmarc", "look", "dmarc-watches", {
        now: ["v=DMARC1; p=none"],
        wanted: ["v=DMARC1; p=quarantine"],
      }),
      step("mta-sts", "done", "mta-sts-none"),
      step("mx", "do-now", "mx-microsoft", { now: [route(name)], wanted: targets }),
    ],
  };
}

function switched(name: string): Omit<DomainCutover, Counts> {
  return {
    ...ready(name),
    route: "gateway",
    steps: [
      step("recipients", "done", "recipients-listed"),
      step("spf", "done", "spf-good", { facts: { lookups: "4" }, now: [spf] }),
      step("dkim", "done", "dkim-good"),
      step("dmarc", "done", "dmarc-enforced", { facts: { policy: "reject" } }),
      step("mta-sts", "done", "mta-sts-matches", { facts: { mode: "enforce" } }),
      step("mx", "done", "mx-gateway", { now: targets, wanted: targets }),
    ],
  };
}

const tenant = (): StepView[] => [
  step("allow-list", "done", "allow-listed", { mark: { who: "Sam Hollis", at: minutes(-60), note: null } }),
  step("outbound-connector", "done", "outbound-good", { facts: { connector: "To the filter" } }),
  step("inbound-connector", "wait", "inbound-after-switch", {
    facts: { domains: "larkdeli.example" },
    powershell: "New-InboundConnector -Name 'From the filter' -ConnectorType Partner -SenderDomains '*'",
  }),
  step("direct-send", "look", "direct-send-open", {
    powershell: "Set-OrganizationConfig -RejectDirectSend $true",
  }),
  step("journal", "unknown", "exchange-missing", { facts: { permission: "Exchange.Manage" } }),
];

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
