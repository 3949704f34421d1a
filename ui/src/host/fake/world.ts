import type {
  ClientRow,
  ClientView,
  Colour,
  DomainRow,
  Event,
  MailboxRow,
  OptionsView,
  Problem,
  RunView,
  SignInView,
} from "../bindings";
import { domainsOf } from "./domains";
import { mailboxesOf } from "./mailboxes";
import { optionsOf } from "./options";

export type Size = "empty" | "small" | "large";

/** What the fake knows of one client's tenant. */
export interface Sheet {
  domains: DomainRow[];
  mailboxes: MailboxRow[];
  options: OptionsView;
  approved: Set<number>;
  run: RunView | null;
  signIn: SignInView;
}

/** Everything that the fake remembers; tests may look and change. */
export interface World {
  size: Size;
  clients: ClientView[];
  sheets: Map<number, Sheet>;
  emit(event: Event): void;
  /** Milliseconds that slow things take; 0: only when a test says so. */
  pace: number;
}

export const minutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString();

export function problem(code: string, message: string, more: Partial<Problem> = {}): Problem {
  return { code, message, hints: [], detail: null, facts: {}, exit: "other", ...more };
}

const tenantId = (id: number) => `7f3c1d0e-52a8-4e4b-9d61-0c8b2f6a91d${id}`;

function view(row: Partial<ClientRow> & { id: number; name: string; colour: Colour }): ClientView {
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
    state: "up-to-date",
    problem: null,
    progress: null,
    lastGood: minutes(-30),
    next: minutes(30),
    pending: 0,
    held: 0,
    failed: 0,
    daysLeft: 88,
    offer: "sync-now",
    ...row,
  };
  const connected = full.tenant !== null;
  return {
    row: full,
    cloud: full.practice ? "practice" : "global",
    gateway: `local:/var/lib/tenantry/gateway/${slug}`,
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

function clientsOf(size: Size): ClientView[] {
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

export function worldOf(size: Size, emit: World["emit"]): World {
  return { size, clients: clientsOf(size), sheets: new Map(), emit, pace: 1500 };
}

/** Adds a client that has only its name. */
export function newClient(world: World, name: string, colour: Colour | null, practice: boolean): ClientView {
  const id = Math.max(0, ...world.clients.map((client) => client.row.id)) + 1;
  const made = view({
    id,
    name,
    colour: colour ?? "teal",
    practice,
    tenant: null,
    state: "setting-up",
    offer: "continue",
    lastGood: null,
    next: null,
    daysLeft: null,
  });
  world.clients.push(made);
  return made;
}

export function clientOf(world: World, id: number): ClientView {
  const found = world.clients.find((client) => client.row.id === id);
  if (!found) throw problem("no-such-client", `There is no client ${id}.`);
  return found;
}

export function sheetOf(world: World, id: number): Sheet {
  const known = world.sheets.get(id);
  if (known) return known;
  const domains = domainsOf(clientOf(world, id));
  const made: Sheet = {
    domains,
    mailboxes: mailboxesOf(world.size === "large" ? 100_000 : 1248),
    options: optionsOf(),
    approved: new Set(),
    run: null,
    signIn: { state: "idle" },
  };
  world.sheets.set(id, made);
  return made;
}
