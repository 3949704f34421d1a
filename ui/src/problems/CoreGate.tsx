import type { ReactNode } from "react";
import type { AppView, Problem } from "../host/bindings";
import { CrashPage } from "./CrashPage";

interface Props {
  query: { data: AppView | undefined; error: Problem | null; refetch: () => unknown };
  children: ReactNode;
}

/** When the core could not be opened, one page says why, instead of every screen (W11). */
export function CoreGate({ query, children }: Props) {
  if (query.data === undefined && query.error)
    return <CrashPage problem={query.error} onReload={() => query.refetch()} />;
  return children;
}
