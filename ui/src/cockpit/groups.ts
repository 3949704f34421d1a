import type { ClientRow, ClientState } from "../host/bindings";
import type { State } from "../parts/StateMark";

/** Groups of the cockpit, worst first. */
export const groups = ["needs-you", "working", "setting-up", "quiet"] as const;
export type Group = (typeof groups)[number];

const groupOf: Record<ClientState, Group> = {
  held: "needs-you",
  failing: "needs-you",
  "sign-in-ends": "needs-you",
  pending: "needs-you",
  working: "working",
  "setting-up": "setting-up",
  "up-to-date": "quiet",
  paused: "quiet",
};

/** The icon of each state of a client. */
export const marks: Record<ClientState, State> = {
  held: "held",
  failing: "failing",
  "sign-in-ends": "ends",
  pending: "look",
  working: "working",
  "setting-up": "queued",
  "up-to-date": "done",
  paused: "paused",
};

/** What a chip shows: one state, or the practice clients. */
export type Chip = ClientState | "practice";

/** The chips that have at least one client, in order of need. */
export function chipsOf(clients: ClientRow[]): { chip: Chip; count: number }[] {
  const states = Object.keys(marks) as ClientState[];
  const chips = states.map((chip) => ({
    chip: chip as Chip,
    count: clients.filter((row) => row.state === chip).length,
  }));
  chips.push({ chip: "practice", count: clients.filter((row) => row.practice).length });
  return chips.filter(({ count }) => count > 0);
}

/** Rows that a chip and the typed words leave, by group; empty groups are left out. */
export function grouped(clients: ClientRow[], chip: Chip | null, words: string) {
  const needle = words.trim().toLocaleLowerCase();
  const shown = clients.filter((row) => {
    const fits = chip === null || (chip === "practice" ? row.practice : row.state === chip);
    const texts = [row.name, row.tenant?.name, row.tenant?.domain, row.tenant?.initialDomain];
    return fits && texts.some((text) => text?.toLocaleLowerCase().includes(needle));
  });
  return groups
    .map((group) => ({ group, rows: shown.filter((row) => groupOf[row.state] === group) }))
    .filter(({ rows }) => rows.length > 0);
}

export function needYou(clients: ClientRow[]): number {
  return clients.filter((row) => groupOf[row.state] === "needs-you").length;
}

/** A background sync can be asked for: connected, awake, and none under way. */
export function canSync(row: ClientRow): boolean {
  return row.tenant !== null && !["paused", "working", "setting-up"].includes(row.state);
}
