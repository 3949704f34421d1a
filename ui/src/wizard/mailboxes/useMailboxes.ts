import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type {
  MailboxQuery,
  MailboxRow,
  MailboxTarget,
  MailboxWindow,
  ServicesView,
} from "../../host/bindings";
import { type Host, useHost } from "../../host/host";
import { ask, invalidate, useDo } from "../../queries/queries";
import { filterOf, type View } from "./filters";
import type { Range } from "./marks";
import { Pins } from "./pins";
import { PAGE, type Reader } from "./useWindowed";

export type Service = keyof ServicesView;
export const services: readonly Service[] = ["incoming", "outgoing", "archiving"];
export type Change = Partial<Record<"selected" | Service, boolean>>;

/** Reads windows of one list as long as the core holds it; when it gave way to another, all are read again. */
function reader(host: Host, cache: QueryClient, pins: Pins, client: number, view: View) {
  const { sort, descending } = view;
  const filter = filterOf(view);
  const key = JSON.stringify({ client, filter, sort, descending });
  return (offset: number, limit: number) => {
    const request = { client, filter, sort, descending, offset, limit };
    const read = async () => {
      const list = pins.listOf(key);
      const pinned = ask(host, "mailbox_window", list === undefined ? request : { ...request, list });
      const page = await (pinned.queryFn as () => Promise<MailboxWindow>)();
      if (pins.put(key, page.list)) void cache.invalidateQueries({ queryKey: ["mailbox_window"] });
      return page;
    };
    return { ...ask(host, "mailbox_window", request), queryFn: read };
  };
}

/** The list that a view shows: its counts, its windows, and how to have it made anew. */
export function useList(client: number, view: View) {
  const host = useHost();
  const cache = useQueryClient();
  const pins = useMemo(() => new Pins(), []);
  const read: Reader<MailboxWindow> = reader(host, cache, pins, client, view);
  // The old counts stay until the new ones are there.
  const shown = useQuery({ ...read(0, PAGE), placeholderData: keepPreviousData });
  const renew = () => {
    pins.drop();
    void invalidate(cache, client, ["mailboxes"]);
  };
  return { shown, read, renew };
}

/** A row as it looks once `change` is made; services of a row that is left out are off. */
export function changed(row: MailboxRow, change: Change): MailboxRow {
  const selected = change.selected ?? row.selected;
  const off = { incoming: false, outgoing: false, archiving: false };
  const { selected: _, ...turned } = change;
  return { ...row, selected, services: selected ? { ...row.services, ...turned } : off };
}

/** Shows a change at once; the core's own answer follows and wins. */
function showNow(
  cache: QueryClient,
  meant: (row: MailboxRow, at: number, list: number) => boolean,
  change: Change,
) {
  void cache.cancelQueries({ queryKey: ["mailbox_window"] });
  for (const [key, page] of cache.getQueriesData<MailboxWindow>({ queryKey: ["mailbox_window"] })) {
    if (!page) continue;
    const { offset } = key[2] as MailboxQuery;
    const rows = page.rows.map((row, at) =>
      meant(row, offset + at, page.list) ? changed(row, change) : row,
    );
    cache.setQueryData(key, { ...page, rows });
  }
}

/** Changes the choice: of one row, or of rows of the list by their places. */
export function useChoose(client: number) {
  const cache = useQueryClient();
  const choose = useDo("mailbox_choose");
  const undo = useDo("choice_undo");
  const [touched, setTouched] = useState<{ what: "changed" | "undone"; count: number } | null>(null);
  const none = { selected: null, incoming: null, outgoing: null, archiving: null };
  const send = async (target: MailboxTarget, change: Change) => {
    setTouched(null);
    const answer = await choose.mutateAsync({ client, target, ...none, ...change }).catch(() => null);
    if (answer && target.of === "rows") setTouched({ what: "changed", count: answer.changed });
  };
  return {
    problem: choose.error ?? undo.error,
    /** How many rows the last change of many touched, and whether it took one back. */
    touched,
    one: (id: string, change: Change) => {
      showNow(cache, (row) => row.id === id, change);
      return send({ of: "ids", ids: [id] }, change);
    },
    rows: (list: number, ranges: readonly Range[], change: Change) => {
      const inside = (at: number) => ranges.some(([from, to]) => at >= from && at <= to);
      showNow(cache, (_, at, of) => of === list && inside(at), change);
      return send({ of: "rows", list, ranges: [...ranges] }, change);
    },
    undo: async () => {
      const answer = await undo.mutateAsync({ client }).catch(() => null);
      if (answer) setTouched({ what: "undone", count: answer.changed });
    },
  };
}
export type Choose = ReturnType<typeof useChoose>;
