import type {
  ByHandRow,
  ClientView,
  Colour,
  CutoverView,
  DomainRow,
  Event,
  ExceptionView,
  MailboxRow,
  OptionsView,
  Problem,
  Rehearse,
  RunView,
  SecondView,
  SignInView,
} from "../bindings";
import { clientsOf, view } from "./cast";
import { domainsOf } from "./domains";
import { handsLeft } from "./hands";
import { mailboxesOf } from "./mailboxRows";
import type { ImportSheet } from "./mailImport";
import { optionsOf } from "./options";

export type Size = "empty" | "small" | "large";

/** What the fake knows of one client's tenant. */
export interface Sheet {
  client: ClientView;
  domains: DomainRow[];
  mailboxes: MailboxRow[];
  options: OptionsView;
  approved: Set<number>;
  run: RunView | null;
  signIn: SignInView;
  /** Number of the newest plan, and how often the held rows were answered. */
  plan: number;
  answered: number;
  /** By primary address: what is left alone, who is a leaver by a person's word, and rows held for another reason. */
  exceptions: Map<string, ExceptionView>;
  leavers: Set<string>;
  holds: Map<string, string>;
  /** What a person has to set in the gateway, done or not. */
  hands: ByHandRow[];
  gatewayUser: string | null;
  networksReadAt: string | null;
  /** What the plans of rehearsals tried, by their number. */
  rehearsed: Map<number, Rehearse>;
  /** The run that the newest plan takes back. */
  undoes: { run: number; row: number | null } | null;
  second: SecondView;
  /** Kinds that a technician decided, by directory id. */
  decided: Map<string, string>;
  /** Mailboxes as they were before the last choice for them, until something else is decided. */
  before: { row: MailboxRow; was: MailboxRow }[] | null;
}

/** Everything that the fake remembers; tests may look and change. */
export interface World {
  size: Size;
  clients: ClientView[];
  sheets: Map<number, Sheet>;
  cutovers: Map<number, CutoverView>;
  imports: Map<number, ImportSheet>;
  /** Client ids by cloud. */
  registrations: Map<string, string>;
  emit(event: Event): void;
  /** Milliseconds that slow things take; 0: only when a test says so. */
  pace: number;
}

export const minutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString();

export function problem(code: string, message: string, more: Partial<Problem> = {}): Problem {
  return { code, message, hints: [], detail: null, facts: {}, exit: "other", ...more };
}

export function worldOf(size: Size, emit: World["emit"]): World {
  const registrations = new Map([["global", "1f2e3d4c-5b6a-4798-8a9b-0c1d2e3f4a5b"]]);
  return {
    size,
    clients: clientsOf(size),
    sheets: new Map(),
    cutovers: new Map(),
    imports: new Map(),
    registrations,
    emit,
    pace: 1500,
  };
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
  const client = clientOf(world, id);
  const domains = domainsOf(client);
  const mailboxes = mailboxesOf(world.size === "large" ? 100_000 : 1248);
  const made: Sheet = {
    client,
    domains,
    mailboxes,
    options: optionsOf(),
    approved: new Set(),
    run: null,
    signIn: { state: "idle" },
    plan: 58,
    answered: 0,
    before: null,
    exceptions: new Map(),
    leavers: new Set(),
    holds: new Map(),
    hands: handsLeft(client.gateway, mailboxes),
    gatewayUser: null,
    networksReadAt: minutes(-60 * 9),
    rehearsed: new Map(),
    undoes: null,
    second: { state: "idle" },
    decided: new Map(),
  };
  world.sheets.set(id, made);
  return made;
}
