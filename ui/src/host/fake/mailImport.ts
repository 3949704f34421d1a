import type { ImportAccessView, ImportRoomView, ImportRow, ImportStepView, ImportView } from "../bindings";
import { counted, inEveryState, none } from "./importRows";
import { clientOf, minutes, problem, type World } from "./world";

/** What the fake knows of one client's import. */
export interface ImportSheet {
  access: ImportAccessView;
  step: ImportStepView;
  /** What ends the sign-in under way, as an administrator would. */
  removes: boolean;
  view: ImportView | null;
  rows: ImportRow[];
  /** The client's other imports. */
  beside: ImportView[];
  /** The room that it finds. */
  room: ImportRoomView | null;
}

const appId = "6c1f2e0a-93d4-4b7e-8a51-2f0d9c7b1e64";
export const thumbprint = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export const noAccess = (): ImportAccessView => ({
  app: null,
  thumbprint: null,
  notAfter: null,
  daysLeft: null,
  ready: false,
  scoped: false,
  lacksPermission: true,
  canGoOn: false,
  problem: problem("import-no-access", "", { facts: { client: "" } }),
});

export const granted = (registeredHere = true): ImportAccessView => ({
  app: {
    appId,
    name: registeredHere ? "Tenantry mail import" : null,
    registeredHere,
    forGroup: false,
    made: minutes(-60 * 24),
  },
  thumbprint,
  notAfter: minutes(60 * 24 * 179 + 30),
  daysLeft: 179,
  ready: true,
  scoped: false,
  lacksPermission: false,
  canGoOn: false,
  problem: null,
});

export const importView = (more: Partial<ImportView> = {}): ImportView => ({
  id: 1,
  wish: { sink: "maildir:/srv/archive?per=mailbox", since: null, until: null, folders: "usual", hours: null },
  state: "paused",
  underWay: false,
  counting: false,
  held: null,
  fresh: true,
  mailboxes: 0,
  states: [],
  total: none,
  rate: null,
  ends: null,
  waitsUntil: null,
  estimate: null,
  problem: null,
  standing: "open",
  created: minutes(-90),
  ready: 0,
  joined: 0,
  others: [],
  movesTo: null,
  zone: "Europe/London",
  ...more,
});

export function importOf(world: World, client: number): ImportSheet {
  clientOf(world, client);
  const known = world.imports.get(client);
  if (known) return known;
  const made: ImportSheet = {
    access: noAccess(),
    step: { state: "idle" },
    removes: false,
    view: null,
    rows: [],
    beside: [],
    room: null,
  };
  world.imports.set(client, made);
  return made;
}

/** The administrator signs in and accepts. */
export function accepted(world: World, client: number) {
  const sheet = importOf(world, client);
  sheet.access = sheet.removes ? noAccess() : granted();
  sheet.step = { state: "idle" };
  world.emit({ event: "stale", client, tags: ["sign-in"] });
}

/** An import at work, with a mailbox in every state. */
export function atWork(world: World, client: number, rows = inEveryState(), more: Partial<ImportView> = {}) {
  const sheet = importOf(world, client);
  sheet.access = granted();
  sheet.rows = rows;
  const going = {
    state: "running",
    underWay: true,
    fresh: false,
    rate: 12.4,
    ends: minutes(60 * 30),
  } as const;
  sheet.view = counted(importView({ ...going, ...more }), rows);
  return sheet;
}
