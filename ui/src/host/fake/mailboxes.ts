import type {
  ImportReport,
  MailboxFilter,
  MailboxQuery,
  MailboxRow,
  MailboxState,
  MailboxTarget,
  SavedView,
  ServicesView,
} from "../bindings";
import type { Answers } from "../fake";
import { clientOf, problem, sheetOf, type World } from "./world";

const named: [string, string, string, MailboxState, number][] = [
  ["Accounts", "accounts@larkfield.example", "shared", "changed", 3],
  ["Accounts Payable", "ap@larkfield.example", "shared", "managed", 1],
  ["All Staff", "all-staff@larkfield.example", "distribution-list", "managed", 0],
  ["Catering Events", "events@larkcatering.example", "shared", "exists", 2],
  ["Catering Orders", "orders@larkcatering.example", "shared", "exists", 1],
  ["Catering Van Booking", "van-booking@larkcatering.example", "equipment", "exists", 0],
  ["Cold Store Alarms", "alarms@larkdeli.example", "user", "new", 0],
  ["Complaints", "complaints@larkdeli.example", "shared", "new", 4],
  ["Depot Scanner", "depot-scanner@larkfield.example", "user", "not-chosen", 0],
  ["Drivers North", "drivers-north@larkdeli.example", "microsoft-365-group", "new", 1],
  ["Engineering On Call", "on-call@larkfield.example", "dynamic-distribution-list", "managed", 0],
  ["Meeting Room 1", "room1@larkfield.example", "room", "not-chosen", 0],
  ["Meeting Room 2", "room2@larkfield.example", "room", "ends", 0],
  ["Reception", "reception@larkfield.example", "shared", "changed", 2],
  ["Supplier Desk", "supplier@larkfield.example", "mail-contact", "new", 0],
];
const kinds = ["user", "user", "user", "user", "shared", "user", "room", "user", "distribution-list", "user"];
const states: MailboxState[] = ["new", "managed", "managed", "managed", "exists", "managed", "new"];
const none: ServicesView = { incoming: false, outgoing: false, archiving: false };

function row(id: number, name: string, address: string, kind: string, state: MailboxState, aliases: number) {
  const own = ["user", "shared", "room", "equipment"].includes(kind);
  const selected = state !== "not-chosen" && state !== "ends" && state !== "leaver";
  const services = selected ? { incoming: true, outgoing: own && kind !== "room", archiving: own } : none;
  const before = { incoming: true, outgoing: own && kind !== "room", archiving: own };
  const now = state === "new" || state === "not-chosen" ? null : before;
  const guess = name === "Cold Store Alarms";
  return {
    id: `id-${id}`,
    name,
    address,
    kind,
    guess,
    aliases,
    selected,
    services: { ...services },
    now,
    state,
  };
}

export function mailboxesOf(count: number): MailboxRow[] {
  return Array.from({ length: count }, (_, at) => {
    const known = named[at];
    if (known) return row(at, known[0], known[1], known[2], known[3], known[4]);
    const n = String(at).padStart(count > 9999 ? 6 : 4, "0");
    const domain = at % 9 === 0 ? "larkdeli.example" : "larkfield.example";
    const kind = kinds[at % kinds.length] ?? "user";
    const state = at > 16 && at < 26 ? "leaver" : (states[at % states.length] ?? "managed");
    return row(at, `User ${n}`, `user${n}@${domain}`, kind, state, at % 3);
  });
}

function matches(filter: MailboxFilter, kinds = filter.kinds) {
  const words = filter.search.toLowerCase();
  return (one: MailboxRow) =>
    (kinds.length === 0 || kinds.includes(one.kind)) &&
    (filter.domain === null || one.address.endsWith(`@${filter.domain}`)) &&
    (filter.state === null || one.state === filter.state) &&
    (filter.selected === null || one.selected === filter.selected) &&
    (!filter.look || one.guess || one.state === "ends" || one.state === "leaver") &&
    (words === "" || one.name.toLowerCase().includes(words) || one.address.includes(words));
}

function totals(rows: MailboxRow[]) {
  const sum = (of: (row: MailboxRow) => boolean | undefined) => rows.filter(of).length;
  const service = (name: keyof ServicesView) => {
    const after = sum((one) => one.services[name]);
    return [after, after - sum((one) => one.now?.[name])] as const;
  };
  const [incoming, incomingDelta] = service("incoming");
  const [outgoing, outgoingDelta] = service("outgoing");
  const [archiving, archivingDelta] = service("archiving");
  const selected = sum((one) => one.selected);
  const deltas = { incomingDelta, outgoingDelta, archivingDelta };
  return {
    recipients: rows.length,
    selected,
    incoming,
    outgoing,
    archiving,
    ...deltas,
    notTaken: notTaken.length,
  };
}

const notTaken = Array.from({ length: 37 }, (_, at) => ({
  id: `not-${at}`,
  name: `Guest ${at + 1}`,
  address: at % 4 === 0 ? null : `guest${at + 1}@partner.example`,
  reason: at % 4 === 0 ? "no-address" : "guest",
}));

function sorted(rows: MailboxRow[], { sort, descending }: MailboxQuery) {
  const turn = descending ? -1 : 1;
  const by = (one: MailboxRow) => (sort === "aliases" ? one.aliases : one[sort]);
  return [...rows].sort((a, b) => (by(a) < by(b) ? -turn : by(a) > by(b) ? turn : 0));
}

type Mine =
  | "mailbox_window"
  | "mailbox_choose"
  | "mailbox_find"
  | "mailbox_csv"
  | "mailbox_import"
  | "choice_undo"
  | "view_list"
  | "view_save"
  | "view_remove"
  | "mailbox_get"
  | "mailbox_kind"
  | "not_taken";
/** Lines `address,chosen`; an address that nobody has is an error. */
function imported(
  world: World,
  client: number,
  text: string,
  dryRun: boolean,
  keepOthers: boolean,
): ImportReport {
  const rows = sheetOf(world, client).mailboxes;
  const lines = text.split("\n").slice(1).filter(Boolean);
  const errors = lines.flatMap((line, at) => {
    const [address = ""] = line.split(",");
    const known = rows.some((row) => row.address === address);
    return known ? [] : [{ line: at + 2, code: "unknown", text: address }];
  });
  const chosen = new Map(lines.map((line) => [line.split(",")[0], line.split(",")[1] !== "0"]));
  const wanted = (row: MailboxRow) => chosen.get(row.address) ?? (keepOthers ? row.selected : false);
  const different = errors.length > 0 ? [] : rows.filter((row) => wanted(row) !== row.selected);
  const changes = {
    recipients: different.length,
    chosen: different.filter((row) => !row.selected).length,
    leftOut: different.filter((row) => row.selected).length,
    incomingOn: 0,
    incomingOff: different.filter((row) => row.services.incoming).length,
    outgoingOn: 0,
    outgoingOff: different.filter((row) => row.services.outgoing).length,
    archivingOn: 0,
    archivingOff: different.filter((row) => row.services.archiving).length,
  };
  const stored = !dryRun && errors.length === 0;
  if (stored) for (const row of different) row.selected = wanted(row);
  const unchanged = rows.length - different.length;
  const wrong = errors.length;
  return { stored, listed: lines.length, changes, unchanged, errors, wrong, totals: totals(rows) };
}

export function mailboxCommands(world: World): Pick<Answers, Mine> {
  // Lists hold still once they were asked for, as the core's do.
  const lists = new Map<number, { key: string; rows: MailboxRow[] }>();
  let saved: SavedView[] = [];
  const before = new Map<number, { row: MailboxRow; was: MailboxRow }[]>();
  const inOrder = (query: MailboxQuery) =>
    sorted(sheetOf(world, query.client).mailboxes.filter(matches(query.filter)), query);
  const meant = (client: number, target: MailboxTarget) => {
    const all = sheetOf(world, client).mailboxes;
    if (target.of === "ids") return all.filter((one) => target.ids.includes(one.id));
    if (target.of === "filter") return all.filter(matches(target.filter));
    const list = lists.get(target.list);
    if (!list) throw problem("list-gone", "The list of rows is no longer there.");
    return target.ranges.flatMap(([from, to]) => list.rows.slice(from, to + 1));
  };
  const remember = (client: number, rows: readonly MailboxRow[]) =>
    before.set(
      client,
      rows.map((row) => ({ row, was: structuredClone(row) })),
    );
  const answers: Pick<Answers, Mine> = {
    mailbox_window: (query) => {
      const all = sheetOf(world, query.client).mailboxes;
      const { client, filter, sort, descending } = query;
      const key = JSON.stringify({ client, filter, sort, descending });
      const fresh = inOrder(query);
      const held = query.list === undefined ? undefined : lists.get(query.list);
      const same = held?.key === key;
      const number = same && query.list !== undefined ? query.list : lists.size + 1;
      const rows = same && held ? held.rows : fresh;
      lists.set(number, { key, rows });
      const byKind = new Map<string, number>();
      for (const one of all.filter(matches(query.filter, [])))
        byKind.set(one.kind, (byKind.get(one.kind) ?? 0) + 1);
      const now = new Set(fresh);
      const shared = rows.filter((row) => now.has(row)).length;
      return {
        rows: rows.slice(query.offset, query.offset + query.limit),
        list: number,
        total: rows.length,
        chosen: rows.filter((row) => row.selected).length,
        differs: rows.length + fresh.length - 2 * shared,
        undo: before.get(client)?.length ?? null,
        byKind: [...byKind].map(([kind, count]) => ({ kind, count })),
        totals: totals(all),
        readAt: clientOf(world, query.client).readAt,
      };
    },
    mailbox_choose: ({ client, target, ...change }) => {
      const all = sheetOf(world, client).mailboxes;
      const chosen = meant(client, target);
      remember(client, chosen);
      for (const one of chosen) {
        one.selected = change.selected ?? one.selected;
        one.services.incoming = change.incoming ?? one.services.incoming;
        one.services.outgoing = change.outgoing ?? one.services.outgoing;
        one.services.archiving = change.archiving ?? one.services.archiving;
        if (change.selected === false) one.services = { ...none };
        if (one.state === "new" && change.selected === false) one.state = "not-chosen";
      }
      clientOf(world, client).mailboxesSelected = all.filter((one) => one.selected).length;
      return { changed: chosen.length, totals: totals(all) };
    },
    choice_undo: ({ client }) => {
      const step = before.get(client);
      if (!step) throw problem("nothing-to-undo", "There is nothing to take back.");
      for (const { row, was } of step) Object.assign(row, was);
      before.delete(client);
      return { changed: step.length, totals: totals(sheetOf(world, client).mailboxes) };
    },
    mailbox_find: ({ list, text, from }) => {
      const rows = lists.get(list)?.rows ?? [];
      const at = rows.map((_, step) => (from + step) % rows.length);
      return {
        at: at.find((place) => rows[place]?.name.toLowerCase().startsWith(text.toLowerCase())) ?? null,
      };
    },
    mailbox_csv: () => ({ path: "/home/sam/Downloads/Larkfield-Foods-mailboxes.csv" }),
    mailbox_import: ({ client, text, dryRun, keepOthers }) =>
      imported(world, client, text, dryRun, keepOthers),
    view_list: ({ client }) => {
      const every = { kinds: [], domain: null, state: null, search: "", selected: null };
      const built: [string, MailboxFilter][] = [
        ["look", { ...every, look: true }],
        ["new", { ...every, state: "new" }],
        ["leavers", { ...every, state: "leaver" }],
        ["exceptions", { ...every, state: "exception" }],
      ];
      const view = (filter: MailboxFilter) => ({
        filter,
        sort: "name" as const,
        descending: false,
        hidden: [],
      });
      const rows = sheetOf(world, client).mailboxes;
      const first = built.map(([name, filter]) => ({ id: null, name, view: view(filter), count: 0 }));
      return [...first, ...saved].map((one) => ({
        ...one,
        count: rows.filter(matches(one.view.filter)).length,
      }));
    },
    view_save: ({ name, view }) => {
      saved = [...saved.filter((one) => one.name !== name), { id: saved.length + 1, name, view, count: 0 }];
      return null;
    },
    view_remove: ({ id }) => {
      saved = saved.filter((one) => one.id !== id);
      return null;
    },
    mailbox_get: ({ client, id }) => {
      const found = sheetOf(world, client).mailboxes.find((one) => one.id === id);
      if (!found) throw problem("no-such-mailbox", "This mailbox is no longer there.");
      const decided = sheetOf(world, client).decided.get(id) ?? null;
      return {
        row: found,
        addresses: [
          { address: found.address, primary: true, inScope: true },
          { address: found.address.replace("@", ".old@"), primary: false, inScope: true },
          { address: `${found.id}@larkfieldexample.onmicrosoft.com`, primary: false, inScope: false },
        ],
        kindSource: decided ? "technician" : found.guess ? "guess" : "exchange",
        kinds: found.guess
          ? [{ source: "guess", kind: found.kind }]
          : [
              { source: "exchange", kind: found.kind },
              { source: "guess", kind: "shared" },
            ],
        decided,
        exchangeOnly: found.kind === "public-folder",
        firstSeen: "2026-07-16T09:23:41Z",
        chosenByHand: found.state === "not-chosen",
        exception: sheetOf(world, client).exceptions.get(found.address) ?? null,
        reason: found.state === "new" ? "selected" : found.state === "exists" ? "already-there" : null,
      };
    },
    not_taken: ({ offset, limit }) => ({
      rows: notTaken.slice(offset, offset + limit),
      total: notTaken.length,
    }),
    mailbox_kind: ({ client, id, kind }) => {
      const { decided } = sheetOf(world, client);
      if (kind === null) decided.delete(id);
      else decided.set(id, kind);
      return answers.mailbox_get({ client, id });
    },
  };
  return answers;
}
