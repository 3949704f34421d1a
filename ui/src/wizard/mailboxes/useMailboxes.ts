import { keepPreviousData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MailboxRow, MailboxTarget, MailboxWindow, ServicesView } from "../../host/bindings";
import { type Host, useHost } from "../../host/host";
import { ask, useAsk, useDo } from "../../queries/queries";
import { filterOf, type View } from "./filters";
import { PAGE, type Reader } from "./useWindowed";

export type Service = keyof ServicesView;
export const services: readonly Service[] = ["incoming", "outgoing", "archiving"];
export type Change = Partial<Record<"selected" | Service, boolean>>;

export function reader(host: Host, client: number, view: View): Reader<MailboxWindow> {
  const { sort, descending } = view;
  return (offset, limit) =>
    ask(host, "mailbox_window", { client, filter: filterOf(view), sort, descending, offset, limit });
}

/** Counts and totals of what the filter shows; the old ones stay until the new ones are there. */
export function useHead(client: number, view: View) {
  const { sort, descending } = view;
  const page = { client, sort, descending, offset: 0 };
  const keep = { placeholderData: keepPreviousData };
  const shown = useAsk("mailbox_window", { ...page, filter: filterOf(view), limit: PAGE }, keep);
  const chosen = useAsk("mailbox_window", { ...page, filter: filterOf(view, true), limit: 1 }, keep);
  return { shown, chosen: chosen.data?.total ?? 0 };
}

/** A row as it looks once `change` is made; services of a row that is left out are off. */
export function changed(row: MailboxRow, change: Change): MailboxRow {
  const selected = change.selected ?? row.selected;
  const off = { incoming: false, outgoing: false, archiving: false };
  const { selected: _, ...turned } = change;
  return { ...row, selected, services: selected ? { ...row.services, ...turned } : off };
}

/** Shows a change of single rows at once; the core's own answer follows and wins. */
function showNow(cache: QueryClient, ids: readonly string[], change: Change) {
  const touched = new Set(ids);
  void cache.cancelQueries({ queryKey: ["mailbox_window"] });
  cache.setQueriesData<MailboxWindow>({ queryKey: ["mailbox_window"] }, (page) =>
    page?.rows.some(({ id }) => touched.has(id))
      ? { ...page, rows: page.rows.map((row) => (touched.has(row.id) ? changed(row, change) : row)) }
      : page,
  );
}

/** Changes the choice: of these rows, of a range of the list, or of all rows that the filter shows. */
export function useChoose(client: number, view: View) {
  const host = useHost();
  const cache = useQueryClient();
  const choose = useDo("mailbox_choose");
  const [touched, setTouched] = useState<number | null>(null);
  const none = { selected: null, incoming: null, outgoing: null, archiving: null };
  const send = async (target: MailboxTarget, change: Change) => {
    const answer = await choose.mutateAsync({ client, target, ...none, ...change }).catch(() => null);
    if (answer && (target.of === "filter" || target.ids.length > 1)) setTouched(answer.changed);
  };
  const idsOf = async (from: number, to: number) => {
    const read = reader(host, client, view);
    const list: string[] = [];
    for (let offset = Math.floor(from / PAGE) * PAGE; offset <= to; offset += PAGE) {
      const { rows } = await cache.ensureQueryData(read(offset, PAGE));
      rows.forEach(({ id }, at) => {
        if (offset + at >= from && offset + at <= to) list.push(id);
      });
    }
    return list;
  };
  const ids = (list: string[], change: Change) => {
    showNow(cache, list, change);
    return send({ of: "ids", ids: list }, change);
  };
  return {
    problem: choose.error,
    /** How many rows the last change of many touched, to be said aloud. */
    touched,
    ids,
    all: (change: Change) => send({ of: "filter", filter: filterOf(view) }, change),
    /** Rows `from` to `to` of the list as sorted; ids of pages that are not here are read first. */
    range: async (from: number, to: number, change: Change) => ids(await idsOf(from, to), change),
    idsOf,
  };
}
export type Choose = ReturnType<typeof useChoose>;
