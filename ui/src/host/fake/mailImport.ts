import type {
  ImportAccessView,
  ImportMailboxState,
  ImportRow,
  ImportStepView,
  ImportSums,
  ImportView,
} from "../bindings";
import type { Answers } from "../fake";
import { clientOf, minutes, problem, type World } from "./world";

/** What the fake knows of one client's import. */
export interface ImportSheet {
  access: ImportAccessView;
  step: ImportStepView;
  /** What ends the sign-in under way, as an administrator would. */
  removes: boolean;
  view: ImportView | null;
  rows: ImportRow[];
}

const none: ImportSums = {
  server: 0,
  imported: 0,
  duplicates: 0,
  skipped: 0,
  reasons: [],
  left: 0,
  difference: 0,
  open: 0,
  bytes: 0,
};
const appId = "6c1f2e0a-93d4-4b7e-8a51-2f0d9c7b1e64";
const thumbprint = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

const noAccess = (): ImportAccessView => ({
  app: null,
  thumbprint: null,
  notAfter: null,
  daysLeft: null,
  ready: false,
  scoped: false,
  problem: problem("import-no-access", "", { facts: { client: "" } }),
});

export const granted = (registeredHere = true): ImportAccessView => ({
  app: { appId, registeredHere, made: minutes(-60 * 24) },
  thumbprint,
  notAfter: minutes(60 * 24 * 179 + 30),
  daysLeft: 179,
  ready: true,
  scoped: false,
  problem: null,
});

export function importRow(
  id: number,
  state: ImportMailboxState,
  sums: Partial<ImportSums> = {},
  more: Partial<ImportRow> = {},
): ImportRow {
  const all = { ...none, ...sums };
  const difference = all.server - (all.imported + all.duplicates + all.skipped - all.left);
  return {
    id,
    address: `user${String(id).padStart(3, "0")}@larkfield.example`,
    state,
    stateAt: minutes(-id),
    reason: null,
    cause: null,
    sums: { ...all, difference, open: Math.max(0, difference) },
    notReached: [],
    rate: null,
    waitsUntil: null,
    first: false,
    counted: all.server > 0,
    ...more,
  };
}

/** A few mailboxes in every state. */
export const inEveryState = (): ImportRow[] => [
  importRow(1, "running", { server: 88_240, imported: 41_007, duplicates: 112, skipped: 1 }, { rate: 4.8 }),
  importRow(
    2,
    "running",
    { server: 9_450, imported: 212 },
    { rate: null, waitsUntil: minutes(1), reason: "throttled" },
  ),
  importRow(3, "counting", { server: 700 }),
  importRow(
    4,
    "differs",
    { server: 30_222, imported: 30_180, duplicates: 35, skipped: 5 },
    { cause: "the server counts 30222 and lists 30220, 30220 are accounted for and 0 open" },
  ),
  importRow(5, "refused", {}, { reason: "out-of-scope", cause: "Access to OData is disabled." }),
  importRow(
    6,
    "exceptions",
    {
      server: 112_930,
      imported: 112_401,
      duplicates: 518,
      skipped: 11,
      reasons: [
        { code: "ErrorMimeContentConversionFailed", count: 8 },
        { code: "too-large", count: 3 },
      ],
    },
    {
      notReached: [
        { what: "archive", name: null, messages: null },
        { what: "folder", name: "Junk Email", messages: 7 },
        { what: "no-such-folder", name: "Projects", messages: null },
      ],
    },
  ),
  importRow(7, "paused", { server: 12, imported: 3 }, { reason: "stopped" }),
  importRow(8, "queued", { server: 7_512 }, { first: true }),
  importRow(9, "queued"),
  importRow(10, "done", { server: 48_213, imported: 47_928, duplicates: 287, left: 2 }),
];

/** The totals and states of these rows, as the core counts them. */
export function counted(view: ImportView, rows: readonly ImportRow[]): ImportView {
  const total = rows.reduce<ImportSums>(
    (sum, { sums }) => ({
      server: sum.server + sums.server,
      imported: sum.imported + sums.imported,
      duplicates: sum.duplicates + sums.duplicates,
      skipped: sum.skipped + sums.skipped,
      reasons: [...sum.reasons, ...sums.reasons],
      left: sum.left + sums.left,
      difference: sum.difference + sums.difference,
      open: sum.open + sums.open,
      bytes: sum.bytes + sums.imported * 75_000,
    }),
    none,
  );
  const tally = new Map<ImportMailboxState, number>();
  for (const { state } of rows) tally.set(state, (tally.get(state) ?? 0) + 1);
  const over = (tally.get("done") ?? 0) + (tally.get("exceptions") ?? 0);
  return {
    ...view,
    total,
    mailboxes: rows.length,
    states: [...tally].map(([state, count]) => ({ state, count })),
    ready: over,
    complete: over === rows.length && total.difference === 0,
  };
}

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
  complete: false,
  created: minutes(-90),
  ready: 0,
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

type Mine = Extract<keyof Answers, `import_${string}`>;

export function importCommands(world: World): Pick<Answers, Mine> {
  const of = (client: number) => importOf(world, client);
  const job = (client: number) => {
    const sheet = of(client);
    if (!sheet.view) throw problem("unknown-import", "");
    return { sheet, view: sheet.view };
  };
  const waits = (client: number, removes: boolean): ImportStepView => {
    const sheet = of(client);
    sheet.removes = removes;
    const authorizeUrl = "https://login.example/authorize?state=secret";
    sheet.step = { state: "waiting", removes, authorizeUrl, since: minutes(0), until: minutes(5) };
    if (world.pace > 0) window.setTimeout(() => accepted(world, client), world.pace);
    return sheet.step;
  };
  return {
    import_get: ({ client }) => of(client).view,
    import_window: ({ client, state, search, offset, limit }) => {
      const found = of(client).rows.filter(
        (row) => (state === null || row.state === state) && row.address.includes(search.toLowerCase()),
      );
      return { rows: found.slice(offset, offset + limit), total: found.length };
    },
    import_ledger: ({ client }) => {
      job(client);
      return { digest: `a91f03c477de${thumbprint.slice(12)}` };
    },
    import_begin: ({ client, mailboxes, wish }) => {
      const sheet = of(client);
      const added =
        mailboxes.of === "these" ? mailboxes.addresses : ["a@larkfield.example", "b@larkfield.example"];
      const same = sheet.view?.wish.sink === wish.sink && sheet.view.wish.folders === wish.folders;
      const rows = same ? sheet.rows : [];
      const next = rows.length + 1;
      sheet.rows = [...rows, ...added.map((address, at) => importRow(next + at, "queued", {}, { address }))];
      sheet.view = counted(same && sheet.view ? sheet.view : importView({ wish }), sheet.rows);
      return sheet.view;
    },
    import_try_sink: ({ sink }) => {
      if (sink.includes("refused")) {
        throw problem("import-sink", "", { facts: { sink, cause: "refused" } });
      }
      return { shown: sink, free: 212_000_000_000, largest: null };
    },
    import_count: ({ client }) => {
      const { sheet, view } = job(client);
      const mailboxes = sheet.rows.length;
      sheet.view = {
        ...view,
        estimate: {
          messages: 12_400 * mailboxes,
          bytes: 3_100_000_000,
          counted: mailboxes,
          atMost: view.wish.since !== null,
          seconds: 8_000,
        },
      };
      return null;
    },
    import_resume: ({ client }) => {
      const { view } = job(client);
      Object.assign(view, { state: "running", underWay: true, fresh: false, problem: null });
      return null;
    },
    import_pause: ({ client }) => {
      Object.assign(job(client).view, { state: "paused", underWay: false });
      return null;
    },
    import_hours: ({ client, hours }) => {
      job(client).view.wish.hours = hours;
      return null;
    },
    import_first: ({ client, mailbox }) => {
      for (const row of job(client).sheet.rows) row.first = row.id === mailbox;
      return null;
    },
    import_certificate: ({ format }) => ({
      path: `/home/tess/Downloads/Larkfield-Foods-mail-import${format === "pdf" ? ".pdf" : ""}`,
    }),
    import_access: ({ client }) => of(client).access,
    import_register: ({ client }) => waits(client, false),
    import_remove: ({ client }) => {
      if (of(client).access.app?.registeredHere !== false) return waits(client, true);
      of(client).access = noAccess();
      return { state: "idle" };
    },
    import_step: ({ client }) => of(client).step,
    import_step_open_again: () => null,
    import_step_cancel: ({ client }) => {
      of(client).step = { state: "idle" };
      return null;
    },
    import_certificate_file: ({ client }) => {
      const { access } = of(client);
      Object.assign(access, { thumbprint, notAfter: minutes(60 * 24 * 180), daysLeft: 180 });
      return {
        path: "/home/tess/Downloads/Larkfield-Foods-mail-import.cer",
        thumbprint,
        notAfter: minutes(60 * 24 * 180),
      };
    },
    import_accept: ({ client, appId: named }) => {
      const sheet = of(client);
      sheet.access = granted(false);
      if (sheet.access.app) sheet.access.app.appId = named;
      return null;
    },
    import_scope: ({ group }) => ({ powershell: `$group = Get-Group -Identity '${group}'\n` }),
    import_unscope: () => ({
      powershell: "Get-ManagementRoleAssignment | Remove-ManagementRoleAssignment\n",
    }),
    import_try: ({ address }) => ({
      address,
      reach: address.startsWith("out") ? "out-of-scope" : "yes",
      cause: address.startsWith("out") ? "Access to OData is disabled." : null,
    }),
  };
}
