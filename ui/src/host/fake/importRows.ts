import type { ImportMailboxState, ImportRow, ImportStanding, ImportSums, ImportView } from "../bindings";
import { minutes } from "./world";

export const none: ImportSums = {
  server: 0,
  imported: 0,
  duplicates: 0,
  skipped: 0,
  reasons: [],
  left: 0,
  gone: 0,
  accounted: 0,
  difference: 0,
  open: 0,
  bytes: 0,
  maybeTwice: 0,
};

/** As the core says it: a state alone makes no numbers agree. */
function standingOf(state: ImportMailboxState, difference: number): ImportStanding {
  if (state === "refused") return "refused";
  if (state === "differs") return "differs";
  if (state !== "done" && state !== "exceptions") return "open";
  return difference === 0 ? "agrees" : "differs";
}

export function importRow(
  id: number,
  state: ImportMailboxState,
  sums: Partial<ImportSums> = {},
  more: Partial<ImportRow> = {},
): ImportRow {
  const all = { ...none, ...sums };
  const accounted = all.imported + all.duplicates + all.skipped - all.left;
  const difference = all.server - accounted;
  return {
    id,
    address: `user${String(id).padStart(3, "0")}@larkfield.example`,
    state,
    stateAt: minutes(-id),
    reason: null,
    cause: null,
    standing: standingOf(state, difference),
    sums: { ...all, accounted, difference, open: Math.max(0, difference) },
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
        { what: "other-items", name: "Deleted Items", messages: 3 },
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
      gone: sum.gone + sums.gone,
      accounted: sum.accounted + sums.accounted,
      difference: sum.difference + sums.difference,
      open: sum.open + sums.open,
      bytes: sum.bytes + sums.imported * 75_000,
      maybeTwice: sum.maybeTwice + sums.maybeTwice,
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
    standing:
      view.joined > 0 || rows.some((row) => row.standing === "open")
        ? "open"
        : rows.every((row) => row.standing === "agrees")
          ? "agrees"
          : "differs",
  };
}
