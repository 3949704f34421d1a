import type { KindCount, MailboxFilter, MailboxSort, MailboxState } from "../../host/bindings";

/** Kinds as people sort them; the order is that of the tabs. */
export const tabs = {
  all: [],
  users: ["user"],
  shared: ["shared"],
  rooms: ["room"],
  equipment: ["equipment"],
  lists: ["distribution-list", "dynamic-distribution-list", "mail-enabled-security-group"],
  groups: ["microsoft-365-group"],
  contacts: ["mail-contact", "mail-user"],
  folders: ["public-folder"],
} as const satisfies Record<string, readonly string[]>;
export type Tab = keyof typeof tabs;
export const tabNames = Object.keys(tabs) as Tab[];

export const states: readonly MailboxState[] = [
  "new",
  "exists",
  "managed",
  "changed",
  "ends",
  "not-chosen",
  "leaver",
  "exception",
];

/** What the grid shows: which rows, in which order. */
export interface View {
  tab: Tab;
  domain: string | null;
  state: MailboxState | null;
  search: string;
  sort: MailboxSort;
  descending: boolean;
}

export const everything: View = {
  tab: "all",
  domain: null,
  state: null,
  search: "",
  sort: "name",
  descending: false,
};

export function filterOf(view: View, selected: boolean | null = null): MailboxFilter {
  const { domain, state, search } = view;
  return { kinds: [...tabs[view.tab]], domain, state, search: search.trim(), selected };
}

export function isFiltered(view: View): boolean {
  return view.tab !== "all" || view.domain !== null || view.state !== null || view.search.trim() !== "";
}

export function countOf(tab: Tab, byKind: readonly KindCount[]): number {
  const kinds: readonly string[] = tabs[tab];
  return byKind
    .filter(({ kind }) => tab === "all" || kinds.includes(kind))
    .reduce((sum, { count }) => sum + count, 0);
}

/** The same head again turns the order round; another head starts upwards. */
export function sortBy(view: View, sort: MailboxSort): View {
  return { ...view, sort, descending: view.sort === sort && !view.descending };
}

export function triState(chosen: number, shown: number): boolean | "mixed" {
  if (chosen === 0) return false;
  return chosen >= shown ? true : "mixed";
}
