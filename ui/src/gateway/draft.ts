import type { GatewayKind, GatewayKindView, GatewayTry } from "../host/bindings";

/** A gateway as somebody types it. The password lives here and nowhere else in the page. */
export interface GatewayDraft {
  kind: GatewayKind;
  /** Folder, database or panel, without the prefix that tells its kind. */
  place: string;
  user: string;
  password: string;
}

/** What stands before the place in the command line's form; the address of a database tells its kind itself. */
const prefixes: Record<GatewayKind, string> = {
  local: "local:",
  postgres: "",
  "mail-assure": "mail-assure:",
};

export const blank = (kind: GatewayKind): GatewayDraft => ({ kind, place: "", user: "", password: "" });

/** The place of a gateway, without its prefix. */
export function placeOf(kind: GatewayKind, address: string): string {
  const prefix = prefixes[kind];
  return address.startsWith(prefix) ? address.slice(prefix.length) : address === "local" ? "" : address;
}

/** Where a gateway is that the core names by its address; a local one without a folder is in the usual one. */
export function whereOf(address: string, usual: string): string {
  const prefix = Object.values(prefixes).find((one) => one !== "" && address.startsWith(one)) ?? "";
  return address === "local" ? usual : address.slice(prefix.length);
}

/** The gateway in the command line's form. */
export function addressOf({ kind, place }: GatewayDraft): string {
  const typed = placeOf(kind, place.trim());
  return kind === "local" && typed === "" ? "local" : prefixes[kind] + typed;
}

/** What is still to be typed; null: it can be asked. */
export function lackOf(draft: GatewayDraft, kinds: readonly GatewayKindView[]) {
  const needs = kinds.find(({ kind }) => kind === draft.kind)?.needsCredentials ?? false;
  if (draft.kind !== "local" && draft.place.trim() === "") return "needAddress" as const;
  if (needs && draft.user.trim() === "") return "needUser" as const;
  return needs && draft.password === "" ? ("needPassword" as const) : null;
}

/** User and password together, or neither. */
export function credentialsOf({ user, password }: GatewayDraft): { user?: string; password?: string } {
  return password ? { user: user.trim(), password } : {};
}

/**
 * What the core is asked. A gateway that is the stored one is not named, so that only its credentials change; and
 * without a password those that are kept count.
 */
export function tryOf(client: number, draft: GatewayDraft, stored: string): GatewayTry {
  const gateway = addressOf(draft);
  return {
    client,
    ...(gateway === stored ? {} : { gateway }),
    ...credentialsOf(draft),
  };
}
