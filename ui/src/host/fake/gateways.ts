import type { GatewayKind, GatewayTry, GatewayView, HandSetting, PlanRow } from "../bindings";
import type { Answers } from "../fake";
import { clientOf, minutes, problem, sheetOf, type World } from "./world";

type Mine =
  | "gateway_kinds"
  | "gateway_get"
  | "gateway_test"
  | "gateway_compare"
  | "gateway_change"
  | "gateway_outgoing_password"
  | "gateway_panel"
  | "gateway_files"
  | "networks_refresh";

const byHand: HandSetting[] = [
  "protect-listed-only",
  "reject-unlisted",
  "ldap-sync",
  "reauthentication",
  "mailbox",
  "services",
  "profile",
];

const capabilities: Record<GatewayKind, GatewayView["capabilities"]> = {
  local: { regions: false, outgoingPassword: true, panel: false, files: false, byHand: [] },
  postgres: { regions: false, outgoingPassword: true, panel: false, files: true, byHand: [] },
  "mail-assure": { regions: true, outgoingPassword: true, panel: true, files: false, byHand },
};

/** Outlook's ranges for mail on port 25, as Microsoft listed them. */
const ranges = [
  "40.92.0.0/15",
  "40.107.0.0/16",
  "52.100.0.0/15",
  "52.102.0.0/16",
  "52.103.0.0/17",
  "104.47.0.0/17",
  "2a01:111:f400::/48",
  "2a01:111:f403::/48",
];

export function kindOf(address: string): GatewayKind {
  if (address.startsWith("postgres://")) return "postgres";
  return address.startsWith("mail-assure:") ? "mail-assure" : "local";
}

/** What a person has to set of a step, as the gateway of that client has no call for it. */
export function handsOf(address: string, step: Pick<PlanRow, "object" | "before" | "action">): HandSetting[] {
  if (kindOf(address) !== "mail-assure") return [];
  if (step.object === "domain") {
    return step.before ? ["ldap-sync"] : ["protect-listed-only", "reject-unlisted", "reauthentication"];
  }
  if (step.action === "create") return ["mailbox", "services", "profile"];
  return step.action === "change" || step.action === "adopt" ? [] : ["services"];
}

function viewOf(world: World, client: number): GatewayView {
  const { gateway } = clientOf(world, client);
  const kind = kindOf(gateway);
  const sheet = sheetOf(world, client);
  return {
    kind,
    address: gateway,
    user: kind === "local" ? null : (sheet.gatewayUser ?? "msp@tenantry.example"),
    capabilities: capabilities[kind],
    networks: { version: "2026110300", ranges, readAt: sheet.networksReadAt, shipped: false },
    byHandPending: sheet.hands.filter(({ doneAt }) => doneAt === null).length,
    identity: `${kind}-${client}`,
  };
}

/** What a gateway says to such an address and such credentials. */
function tested(world: World, { client, gateway, user, password }: GatewayTry) {
  const address = gateway ?? clientOf(world, client ?? 0).gateway;
  const facts = { gateway: address };
  if (address.includes("nowhere"))
    throw problem("gateway-unreachable", `${address} cannot be used.`, { facts, detail: "timed out" });
  if (address.includes("webshop"))
    throw problem("gateway-not-ours", `${address} is no gateway.`, { facts, detail: "table orders" });
  if (password === "wrong" || (gateway && kindOf(address) !== "local" && !user))
    throw problem("gateway-credentials", "These credentials are not accepted.", {
      facts,
      detail: "401 Unauthorized",
    });
  const kind = kindOf(address);
  const what = {
    local: `Local gateway in ${address.replace(/^local:?/, "") || "the usual folder"}`,
    postgres: "PostgreSQL 17.6, schema 3, TLS 1.3",
    "mail-assure": `Mail Assure control panel 5.4 as ${user ?? "msp@tenantry.example"} (admin)`,
  };
  const identity = address.includes("fresh") ? null : `${kind}-${client ?? "new"}`;
  return { identity, description: identity === null ? address : what[kind] };
}

export function gatewayCommands(world: World): Pick<Answers, Mine> {
  return {
    gateway_kinds: () => [
      { kind: "local", needsCredentials: false, placeholder: "local:/srv/mail/gateway" },
      {
        kind: "postgres",
        needsCredentials: true,
        placeholder: "postgres://db.example/tenantry?sslmode=verify-full",
      },
      { kind: "mail-assure", needsCredentials: true, placeholder: "mail-assure:https://panel.example" },
    ],
    gateway_get: ({ client }) => viewOf(world, client),
    gateway_test: (asked) => tested(world, asked),
    gateway_compare: ({ client = 0, ...tried }) => {
      const asked = { ...tried, client };
      const now = clientOf(world, asked.client).gateway;
      const chosen = sheetOf(world, asked.client).domains.filter(({ selected }) => selected);
      const states = ["missing", "ours", "nobody", "another"] as const;
      const moves = (asked.gateway ?? now) !== now;
      return {
        ...tested(world, asked),
        moves,
        domains: chosen.map(({ name }, at) => {
          const state = moves ? (states[at % 4] ?? "missing") : "ours";
          return { domain: name, state, owner: state === "another" ? "reseller@other.example" : null };
        }),
        recipients:
          kindOf(asked.gateway ?? now) === "mail-assure"
            ? null
            : moves
              ? { missing: 1037, same: 64, different: 147, gatewayOnly: 5 }
              : { missing: 0, same: 1248, different: 0, gatewayOnly: 0 },
      };
    },
    gateway_change: ({ client = 0, ...tried }) => {
      const asked = { ...tried, client };
      tested(world, asked);
      const known = clientOf(world, asked.client);
      const sheet = sheetOf(world, asked.client);
      if (asked.gateway && asked.gateway !== known.gateway) {
        known.gateway = asked.gateway;
        sheet.hands = [];
      }
      sheet.gatewayUser = asked.user ?? sheet.gatewayUser;
      return viewOf(world, asked.client);
    },
    gateway_outgoing_password: () => null,
    gateway_panel: () => null,
    gateway_files: ({ client }) => ({
      folder: `/home/technician/.local/share/tenantry/gateway-files/${client}`,
    }),
    networks_refresh: ({ client }) => {
      sheetOf(world, client).networksReadAt = minutes(0);
      return viewOf(world, client);
    },
  };
}
