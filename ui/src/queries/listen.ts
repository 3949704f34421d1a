import type { QueryClient } from "@tanstack/react-query";
import { openAsked } from "../app/asked";
import type { ClientRow, ClientView, Cockpit, Event, Progress } from "../host/bindings";
import type { Host } from "../host/host";
import { invalidate } from "./queries";

/** Keeps the cache true to what the core says, from `hears` on; returns how to stop. */
export function listen(host: Host, cache: QueryClient, hears?: () => void): () => void {
  return host.onEvent((event: Event) => {
    if (event.event === "stale") void invalidate(cache, event.client, event.tags);
    if (event.event === "open") openAsked(event.path);
    if (event.event === "working") progress(cache, event.client, event.progress);
  }, hears);
}

/** Progress comes up to ten times a second: it is written into the cached rows instead of read again. */
function progress(cache: QueryClient, client: number, now: Progress) {
  const touch = (row: ClientRow) => (row.id === client ? { ...row, progress: now } : row);
  cache.setQueriesData<Cockpit>(
    { queryKey: ["client_list"] },
    (old) => old && { ...old, clients: old.clients.map(touch) },
  );
  cache.setQueriesData<ClientView>(
    { queryKey: ["client_get"] },
    (old) => old && { ...old, row: touch(old.row) },
  );
}
