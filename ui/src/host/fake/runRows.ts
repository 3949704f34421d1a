import type { RunRow } from "../bindings";
import { stepsOf } from "./steps";
import { minutes, sheetOf, type World } from "./world";

export function rowsOf(world: World, client: number): RunRow[] {
  return stepsOf(sheetOf(world, client))
    .filter(({ held }) => held === null)
    .map(({ seq, group, object, id, key, name, reason, before: had, after }) => ({
      seq,
      at: minutes(-2),
      who: "Sam Hollis",
      group,
      object,
      id,
      key,
      name,
      reason,
      outcome: "done",
      problem: null,
      before: had,
      after,
      undoneBy: null,
      undoable: true,
    }));
}

/** Three mailboxes that were added once. */
export function earlier(): RunRow[] {
  return ["ann", "ben", "cleo"].map((name, seq) => ({
    seq,
    at: minutes(-3100),
    who: "Sam Hollis",
    group: "created",
    object: "recipient",
    id: `early-${seq}`,
    key: `${name}@larkfield.example`,
    name,
    reason: "selected",
    outcome: "done",
    problem: null,
    before: null,
    after: {
      of: "recipient",
      primary: `${name}@larkfield.example`,
      aliases: [],
      kind: "user",
      listed: true,
      services: { incoming: true, outgoing: true, archiving: true },
    },
    undoneBy: 42,
    undoable: false,
  }));
}
