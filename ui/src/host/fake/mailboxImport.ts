import type { ImportReport, MailboxRow } from "../bindings";
import { totals } from "./mailboxRows";
import { sheetOf, type World } from "./world";

/** Lines `address,chosen`; an address that nobody has is an error. */
export function imported(
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
