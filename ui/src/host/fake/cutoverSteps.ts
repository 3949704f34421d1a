import type { DomainCutover, StepKind, StepView } from "../bindings";
import { minutes } from "./world";

export const mx = [
  { host: "mx1.filter.example", preference: 10 },
  { host: "mx2.filter.example", preference: 20 },
];
export const include = "include:spf.filter.example";
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
export function notReady(name: string): Omit<DomainCutover, Counts> {
  return {
    name,
    route: "m365",
    safeToSwitch: false,
    refused: [],
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

export function ready(name: string): Omit<DomainCutover, Counts> {
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

export function switched(name: string): Omit<DomainCutover, Counts> {
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

export const tenant = (): StepView[] => [
  step("allow-list", "done", "allow-listed", { mark: { who: "Sam Hollis", at: minutes(-60), note: null } }),
  step("outbound-connector", "done", "outbound-good", { facts: { connector: "To the filter" } }),
  step("inbound-connector", "wait", "inbound-after-switch", {
    facts: { domains: "larkdeli.example" },
  }),
  step("direct-send", "look", "direct-send-open", {
    powershell: "Set-OrganizationConfig -RejectDirectSend $true",
  }),
  step("journal", "unknown", "exchange-missing", { facts: { permission: "Exchange.Manage" } }),
];
