import type { MailboxFilter, MailboxQuery, MailboxRow, MailboxState, ServicesView } from "../bindings";

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
export const none: ServicesView = { incoming: false, outgoing: false, archiving: false };

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

export function matches(filter: MailboxFilter, kinds = filter.kinds) {
  const words = filter.search.toLowerCase();
  return (one: MailboxRow) =>
    (kinds.length === 0 || kinds.includes(one.kind)) &&
    (filter.domain === null || one.address.endsWith(`@${filter.domain}`)) &&
    (filter.state === null || one.state === filter.state) &&
    (filter.selected === null || one.selected === filter.selected) &&
    (!filter.look || one.guess || one.state === "ends" || one.state === "leaver") &&
    (words === "" || one.name.toLowerCase().includes(words) || one.address.includes(words));
}

export const notTaken = Array.from({ length: 37 }, (_, at) => ({
  id: `not-${at}`,
  name: `Guest ${at + 1}`,
  address: at % 4 === 0 ? null : `guest${at + 1}@partner.example`,
  reason: at % 4 === 0 ? "no-address" : "guest",
}));

export function totals(rows: MailboxRow[]) {
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

export function sorted(rows: MailboxRow[], { sort, descending }: MailboxQuery) {
  const turn = descending ? -1 : 1;
  const by = (one: MailboxRow) => (sort === "aliases" ? one.aliases : one[sort]);
  return [...rows].sort((a, b) => (by(a) < by(b) ? -turn : by(a) > by(b) ? turn : 0));
}
