import { createContext, useContext } from "react";
import type { Commands, Event, Problem } from "./bindings";

export type Command = keyof Commands;
export type Request<C extends Command> = Commands[C]["request"];
export type Answer<C extends Command> = Commands[C]["answer"];

/** Everything the page may do outside itself. */
export interface Host {
  /** Asks the core; rejects with a `Problem`. */
  call<C extends Command>(command: C, request: Request<C>): Promise<Answer<C>>;
  /** Hears the core, from `hears` on; returns how to stop. */
  onEvent(listener: (event: Event) => void, hears?: () => void): () => void;
}

const HostContext = createContext<Host | null>(null);
export const HostProvider = HostContext.Provider;

export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error("HostProvider is missing");
  return host;
}

/** What was thrown, as a `Problem`: the core rejects with one, anything else is a fault of the page. */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return thrown as Problem;
  }
  return { code: "page", message: "", hints: [], detail: String(thrown), facts: {}, exit: "other" };
}
