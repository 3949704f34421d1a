import type { ClientOverview } from "../bindings";
import type { Answers } from "../fake";
import { historyOf } from "./history";
import { clientOf, sheetOf, type World } from "./world";

/** What waits by cause; the held rows of a client whose tenant lost many come from the brake. */
function holdsOf(held: number): ClientOverview["holds"] {
  if (held === 0) return [];
  const drift = Math.min(2, held - 1);
  const braked = { hold: "brake", count: held - drift };
  return drift > 0 ? [braked, { hold: "drift", count: drift }] : [braked];
}

export function pageCommands(world: World): Pick<Answers, "client_overview" | "sync_full"> {
  return {
    client_overview: ({ client }) => {
      const { row, readAt } = clientOf(world, client);
      const sheet = sheetOf(world, client);
      const n = row.mailboxes;
      const services = { incoming: n, outgoing: Math.round(n * 0.88), archiving: Math.round(n * 0.9) };
      const { pending } = row;
      const holds = holdsOf(row.held);
      return {
        services,
        bill:
          pending > 0
            ? {
                incomingBefore: services.incoming,
                incomingAfter: services.incoming + pending,
                outgoingBefore: services.outgoing,
                outgoingAfter: services.outgoing + pending - 16,
                archivingBefore: services.archiving,
                archivingAfter: services.archiving + pending - 73,
              }
            : null,
        holds,
        drift: holds.find(({ hold }) => hold === "drift")?.count ?? 0,
        exceptions: sheet.exceptions.size,
        exceptionsEnded: [...sheet.exceptions.values()].filter(({ ended }) => ended).length,
        byHand: row.byHand,
        lastFull: readAt,
        observedAt: readAt,
        lastRun: row.setUp ? (historyOf(sheet.run).runs[0] ?? null) : null,
      };
    },
    sync_full: ({ client }) => {
      const { row } = clientOf(world, client);
      row.state = "working";
      row.offer = "none";
      row.progress = { phase: "reading-tenant", done: 0, total: row.mailboxes };
      return null;
    },
  };
}
