import { useQueryClient } from "@tanstack/react-query";
import { useHost } from "../../host/host";
import { ask } from "../../queries/queries";
import type { ReadHeld } from "./approvals";

/** Reads the rows that a plan of the client holds. */
export function useHeld(client: number) {
  const host = useHost();
  const cache = useQueryClient();
  const all = { client, held: true, hold: null, group: null, reason: null, search: "" };
  return (plan: number): ReadHeld =>
    (offset, limit) =>
      cache.fetchQuery(ask(host, "plan_rows", { ...all, plan, offset, limit }));
}
