import type { GridView, KindCount, MailboxFilter, MailboxSort, MailboxState } from "../../host/bindings";

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
  /** Only those that need a look. */
  look: boolean;
  search: string;
  sort: MailboxSort;
  descending: boolean;
  /** Columns that are not shown. */
  hidden: readonly Column[];
}

/** Columns that may be hidden. */
export const columns = ["kind", "aliases", "state"] as const;
export type Column = (typeof columns)[number];

export const everything: View = {
  tab: "all",
  domain: null,
  state: null,
  look: false,
  search: "",
  sort: "name",
  descending: false,
  hidden: [],
};

export function filterOf({ tab, domain, state, look, search }: View): MailboxFilter {
  const all = { kinds: [...tabs[tab]], domain, state, search: search.trim(), selected: null };
  return look ? { ...all, look } : all;
}

/** A view as it is saved, and as it is opened again. */
export function toSaved(view: View): GridView {
  const { sort, descending, hidden } = view;
  return { filter: filterOf(view), sort, descending, hidden: [...hidden] };
}

export function fromSaved({ filter, sort, descending, hidden }: GridView): View {
  const { kinds, domain, state, search, look } = filter;
  const tab = tabNames.find((name) => tabs[name].join() === kinds.join()) ?? "all";
  const known = columns.filter((column) => hidden.includes(column));
  return { tab, domain, state, look: look ?? false, search, sort, descending, hidden: known };
}

export function isFiltered(view: View): boolean {
  const { tab, domain, state, look, search } = view;
  return tab !== "all" || domain !== null || state !== null || look || search.trim() !== "";
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

export function orderOf({ sort, descending }: View): string {
  return `${sort} ${descending}`;
}
