import { useEffect, useState } from "react";
import { paths, type Route } from "../app/route";
import { useAsk } from "../queries/queries";
import { everything, filterOf } from "../wizard/mailboxes/filters";
import { openMailboxes } from "../wizard/mailboxes/start";
import type { Entry } from "./rank";

/** Between a key press and the question, so that a word typed in one go asks once. */
const PAUSE_MS = 120;
/** Shorter words find half a tenant. */
const LEAST = 2;

/** Mailboxes of the present client that have the words in their name or any address. */
export function useMailboxHits(route: Route, typed: string): { hits: Entry[]; waiting: boolean } {
  const client = "client" in route ? route.client : null;
  const [words, setWords] = useState("");
  useEffect(() => {
    const timer = window.setTimeout(() => setWords(typed.trim()), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const asks = client !== null && words.length >= LEAST;
  const filter = filterOf({ ...everything, search: words });
  const query = {
    client: client ?? 0,
    filter,
    sort: "name",
    descending: false,
    offset: 0,
    limit: 6,
  } as const;
  const found = useAsk("mailbox_window", query, { enabled: asks, gcTime: 0 });
  if (!asks) return { hits: [], waiting: false };
  const waiting = found.isFetching || words !== typed.trim();
  const path = route.at === "page" ? paths.page(client, "mailboxes") : paths.step(client, "mailboxes");
  const hits = (found.data?.rows ?? []).map(
    ({ id, name, address }): Entry => ({
      id: `mailbox:${id}`,
      group: "mailbox",
      label: name,
      note: address,
      run: () => openMailboxes(path, { search: address }),
    }),
  );
  return { hits, waiting };
}
