import type { ImportChoice, ImportWishView, QuietView } from "../host/bindings";

/** Encryption to a mail server: by STARTTLS, from the first byte, or none within this computer. */
export type Tls = "starttls" | "tls" | "here";

/** What a person sets up, as it stands in the fields. */
export interface Draft {
  which: ImportChoice["of"];
  addresses: string;
  since: string;
  until: string;
  folders: "usual" | "all" | "named";
  rule: string;
  kind: "maildir" | "smtp";
  folder: string;
  per: "mailbox" | "domain";
  server: string;
  tls: Tls;
  journal: string;
  user: string;
  password: string;
  /** Parts of an address that the fields do not show. */
  rest: string;
  hours: QuietView | null;
}

export const usualHours: QuietView = { from: "20:00", to: "06:00" };

const empty: Draft = {
  which: "all",
  addresses: "",
  since: "",
  until: "",
  folders: "usual",
  rule: "",
  kind: "maildir",
  folder: "",
  per: "mailbox",
  server: "",
  tls: "starttls",
  journal: "",
  user: "",
  password: "",
  rest: "",
  hours: null,
};

/** The fields of an archive's address; as `SinkAddress` of the core writes it. */
function readSink(sink: string): Partial<Draft> {
  const maildir = /^maildir:(.*?)(?:\?per=(mailbox|domain))?$/s.exec(sink);
  if (maildir) {
    return {
      kind: "maildir",
      folder: maildir[1] ?? "",
      per: maildir[2] === "domain" ? "domain" : "mailbox",
    };
  }
  const [, scheme, user, server, query] = /^(smtps?):\/\/(?:([^@/]*)@)?([^/?]*)\/?\??(.*)$/.exec(sink) ?? [];
  if (!scheme) return {};
  const params = new URLSearchParams(query);
  const mode = params.get("tls");
  const rest = new URLSearchParams([...params].filter(([name]) => name === "from" || name === "ca"));
  return {
    kind: "smtp",
    server: server ?? "",
    user: decodeURIComponent(user ?? ""),
    journal: params.get("to") ?? "",
    tls: scheme === "smtps" ? "tls" : mode === "none" || mode === "opportunistic" ? "here" : "starttls",
    rest: rest.toString(),
  };
}

/** The address of the archive that the fields name, without password. */
export function sinkOf(draft: Draft): string {
  if (draft.kind === "maildir") return `maildir:${draft.folder.trim()}?per=${draft.per}`;
  const scheme = draft.tls === "tls" ? "smtps" : "smtp";
  const user = draft.user.trim() ? `${encodeURIComponent(draft.user.trim())}@` : "";
  const to = encodeURIComponent(draft.journal.trim());
  const mode = { tls: "", starttls: "&tls=required", here: "&tls=none" }[draft.tls];
  return `${scheme}://${user}${draft.server.trim()}?to=${to}${mode}${draft.rest ? `&${draft.rest}` : ""}`;
}

/** The fields as a job has them; nothing chosen where there is none. */
export function draftOf(wish: ImportWishView | null): Draft {
  if (!wish) return empty;
  const { since, until, folders, hours } = wish;
  const named = folders !== "usual" && folders !== "all";
  return {
    ...empty,
    ...readSink(wish.sink),
    since: since ?? "",
    until: until ?? "",
    folders: named ? "named" : folders,
    rule: named ? folders : "",
    hours,
  };
}

export const addressesOf = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

export function choiceOf(draft: Draft): ImportChoice {
  if (draft.which !== "these") return { of: draft.which };
  return { of: "these", addresses: addressesOf(draft.addresses) };
}

export function wishOf(draft: Draft): ImportWishView {
  return {
    sink: sinkOf(draft),
    since: draft.since || null,
    until: draft.until || null,
    folders: draft.folders === "named" ? draft.rule.trim() : draft.folders,
    hours: draft.hours,
  };
}

export type Lack = "addresses" | "days" | "folders" | "folder" | "server";

/** The first thing that is missing. */
export function lackOf(draft: Draft): Lack | null {
  if (draft.which === "these" && addressesOf(draft.addresses).length === 0) return "addresses";
  if (draft.since && draft.until && draft.until < draft.since) return "days";
  if (draft.folders === "named" && draft.rule.trim() === "") return "folders";
  return sinkLack(draft);
}

export function sinkLack(draft: Draft): Lack | null {
  if (draft.kind === "maildir") return draft.folder.trim() === "" ? "folder" : null;
  return draft.server.trim() === "" || draft.journal.trim() === "" ? "server" : null;
}
