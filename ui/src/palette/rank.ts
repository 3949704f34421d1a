/** Something that the palette can find and do. */
export interface Entry {
  id: string;
  group: "recent" | "client" | "mailbox" | "page" | "action";
  label: string;
  /** What tells it from another of the same name. */
  note?: string;
  /** Found by these too. */
  words?: string;
  /** Key that does the same. */
  keys?: string;
  run: () => void;
}

/** So many of a group are listed. */
const MOST = 8;
export const groups = ["recent", "page", "action", "client", "mailbox"] as const;

const plain = (text: string) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** How well words fit an entry: 0 not at all; every word has to be somewhere, best at the beginning. */
export function fits(entry: Entry, typed: string): number {
  const label = plain(entry.label);
  const all = plain(`${entry.label} ${entry.note ?? ""} ${entry.words ?? ""}`);
  let score = 1;
  for (const word of plain(typed).split(/\s+/).filter(Boolean)) {
    if (label.startsWith(word)) score += 4;
    else if (` ${label}`.includes(` ${word}`)) score += 3;
    else if (` ${all}`.includes(` ${word}`)) score += 2;
    else if (all.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

/** What is listed, group after group: without words what was used last, with words what fits best. */
export function listed(entries: readonly Entry[], typed: string, recent: readonly string[]): Entry[] {
  const place = (entry: Entry) => {
    const at = recent.indexOf(entry.id);
    return at < 0 ? recent.length : at;
  };
  const words = typed.trim();
  const found = entries
    .map((entry) => ({ entry, score: entry.group === "mailbox" ? 1 : fits(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || place(a.entry) - place(b.entry));
  const put = found.map(
    ({ entry }): Entry => (words === "" && recent.includes(entry.id) ? { ...entry, group: "recent" } : entry),
  );
  return groups.flatMap((group) => put.filter((entry) => entry.group === group).slice(0, MOST));
}
