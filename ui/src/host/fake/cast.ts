import type { ClientRow, ClientView, Colour } from "../bindings";
import { checksOf } from "./connect";
import { minutes, problem, type Size } from "./world";

const tenantId = (id: number) => `7f3c1d0e-52a8-4e4b-9d61-0c8b2f6a91d${id}`;

/** Clients whose gateway is not this computer. */
const elsewhere: Record<number, string> = {
  2: "mail-assure:https://panel.filter.example",
  3: "postgres://mail.tidewell.example:5432/tenantry?sslmode=verify-full",
};

/** A client with the usual values for what is not given. */
export function view(row: Partial<ClientRow> & { id: number; name: string; colour: Colour }): ClientView {
  const slug = row.name.split(" ")[0]?.toLowerCase() ?? "client";
  const full: ClientRow = {
    practice: false,
    tenant: {
      tenantId: tenantId(row.id),
      name: `${row.name} Ltd`,
      initialDomain: `${slug}example.onmicrosoft.com`,
      domain: `${slug}.example`,
    },
    mailboxes: 0,
    setUp: row.tenant !== null && row.state !== "setting-up",
    byHand: 0,
    openSteps: 0,
    state: "up-to-date",
    problem: null,
    progress: null,
    lastGood: minutes(-30),
    next: minutes(30),
    pending: 0,
    left: 0,
    held: 0,
    failed: 0,
    daysLeft: 88,
    offer: "sync-now",
    mailApp: null,
    ...row,
  };
  const connected = full.tenant !== null;
  return {
    row: full,
    cloud: full.practice ? "practice" : "global",
    gateway: elsewhere[full.id] ?? `local:/var/lib/tenantry/gateway/${slug}`,
    typed: null,
    receipt: connected
      ? {
          account: `admin@${slug}.example`,
          at: minutes(-3000),
          granted: [
            "User.Read.All",
            "Group.Read.All",
            "Domain.Read.All",
            "Organization.Read.All",
            "Exchange.Manage",
            "offline_access",
          ],
          missing: ["OrgContact.Read.All"],
          ends: minutes(60 * 24 * 88),
          checks: checksOf(),
          guestOf: null,
        }
      : null,
    resumeAt: connected ? (full.state === "setting-up" ? "mailboxes" : "review") : "connect",
    reached: connected
      ? ["client", "connect", "domains", "mailboxes", "options", "review", "apply"]
      : ["client", "connect"],
    domainsSelected: connected ? 3 : 0,
    domainsTotal: connected ? 8 : 0,
    mailboxesSelected: full.mailboxes,
    readAt: connected ? minutes(-12) : null,
    readComplete: connected,
    plan: connected ? 58 : null,
    run: full.failed > 0 ? 57 : null,
  };
}

/** The clients of the design boards, and one that was just added. */
export function clientsOf(size: Size): ClientView[] {
  if (size === "empty") return [];
  const refused = problem("gateway-refused", "The gateway refuses the password; nothing was changed.", {
    hints: ["Look at the gateway's settings and test the connection."],
    facts: { object: "user112@tidewell.example" },
    detail: "535 5.7.8 authentication failed",
  });
  return [
    {
      id: 2,
      name: "Brackenmoor College",
      colour: "indigo" as const,
      mailboxes: 1372,
      state: "held" as const,
      held: 412,
      offer: "review" as const,
      lastGood: minutes(-8),
      next: minutes(52),
    },
    {
      id: 3,
      name: "Tidewell Care",
      colour: "magenta" as const,
      mailboxes: 318,
      state: "failing" as const,
      failed: 3,
      pending: 18,
      daysLeft: 86,
      problem: refused,
      lastGood: minutes(-126),
      next: minutes(24),
    },
    {
      id: 4,
      name: "Stonebeck Law",
      colour: "slate" as const,
      mailboxes: 47,
      state: "sign-in-ends" as const,
      daysLeft: 6,
      offer: "reauthorise" as const,
    },
    {
      id: 1,
      name: "Larkfield Foods",
      colour: "teal" as const,
      mailboxes: size === "large" ? 100_000 : 1204,
      pending: 225,
      held: 9,
      state: "pending" as const,
      offer: "review" as const,
    },
    {
      id: 5,
      name: "Ottermill Housing",
      colour: "brown" as const,
      mailboxes: 243,
      state: "working" as const,
      offer: "none" as const,
      progress: { phase: "reading-tenant" as const, done: 148, total: 243 },
    },
    {
      id: 6,
      name: "Quillon Logistics",
      colour: "blue" as const,
      mailboxes: 126,
      state: "paused" as const,
      offer: "resume" as const,
      lastGood: minutes(-4200),
      next: null,
    },
    { id: 7, name: "Practice tenant", colour: "grape" as const, mailboxes: 14, practice: true, daysLeft: 90 },
    {
      id: 8,
      name: "Harrowgate Print",
      colour: "steel" as const,
      state: "setting-up" as const,
      offer: "continue" as const,
      tenant: null,
      lastGood: null,
      next: null,
      daysLeft: null,
    },
  ].map(view);
}
