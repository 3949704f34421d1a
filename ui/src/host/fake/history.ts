import type { HistoryRow, RunView, SettingChange } from "../bindings";
import { minutes } from "./world";

const counts = { domains: 0, created: 0, adopted: 0, changed: 0, stopped: 0, removed: 0 };

function newest(run: RunView | null): HistoryRow[] {
  if (!run) return [];
  const { plan, state, started, ended, done, failed, held, who, kind, undoes, undoneBy, undoUntil } = run;
  const did = { ...counts, domains: 2, created: 210, changed: 11 };
  const more = { done, failed, held, who, kind, undoes, undoneBy, undoUntil };
  return [{ run: run.run, plan, state, started, ended, by: "technician", counts: did, ...more }];
}

/** Somebody loosened the brake. */
const settings: SettingChange[] = [
  { at: minutes(-4000), who: "Sam Hollis", setting: "brake-percent", was: "5", became: "20" },
  { at: minutes(-4100), who: "Sam Hollis", setting: "second-person", was: "on", became: "off" },
];

/** Runs of the days before. */
const before: HistoryRow[] = [
  { run: 56, by: "schedule", who: null, counts, done: 0, ago: 60 },
  { run: 55, by: "schedule", who: null, counts: { ...counts, created: 2, changed: 1 }, done: 3, ago: 120 },
  {
    run: 42,
    by: "technician",
    who: "Sam Hollis",
    counts: { ...counts, removed: 3 },
    done: 3,
    ago: 3000,
    undoes: 41,
  },
  {
    run: 41,
    by: "technician",
    who: "Sam Hollis",
    counts: { ...counts, created: 3 },
    done: 3,
    ago: 3100,
    undoneBy: 42,
  },
].map(({ ago, ...row }) => ({
  plan: row.run + 1,
  kind: row.undoes ? "undo" : "sync",
  undoes: null,
  undoneBy: null,
  state: "ended",
  started: minutes(-ago),
  ended: minutes(1 - ago),
  failed: 0,
  held: 0,
  undoUntil: row.done > 0 && !row.undoneBy ? minutes(60 * 24 * 30 - ago) : null,
  ...row,
}));

export function historyOf(run: RunView | null) {
  return { runs: [...newest(run), ...before], settings };
}
