import type { MailboxFilter, MailboxQuery, MailboxRow, MailboxTarget, SavedView } from "../bindings";
import type { Answers } from "../fake";
import { imported } from "./mailboxImport";
import { matches, none, notTaken, sorted, totals } from "./mailboxRows";
import { clientOf, problem, sheetOf, type World } from "./world";

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
export function mailboxCommands(world: World): Pick<Answers, Mine> {
  // Lists hold still once they were asked for, as the core's do.
  const lists = new Map<number, { key: string; rows: MailboxRow[] }>();
  let saved: SavedView[] = [];
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
  const remember = (client: number, rows: readonly MailboxRow[]) => {
    sheetOf(world, client).before = rows.map((row) => ({ row, was: structuredClone(row) }));
  };
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
        undo: sheetOf(world, client).before?.length ?? null,
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
      const sheet = sheetOf(world, client);
      const step = sheet.before;
      if (!step) throw problem("nothing-to-undo", "There is nothing to take back.");
      for (const { row, was } of step) Object.assign(row, was);
      sheet.before = null;
      return { changed: step.length, totals: totals(sheet.mailboxes) };
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
      const sheet = sheetOf(world, client);
      const { decided } = sheet;
      sheet.before = null;
      if (kind === null) decided.delete(id);
      else decided.set(id, kind);
      return answers.mailbox_get({ client, id });
    },
  };
  return answers;
}
