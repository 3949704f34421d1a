import type { GroupCount } from "../../host/bindings";

/** One line of the list: the head of a group, or the row at `offset` of the window. */
export type Line = { head: GroupCount } | { offset: number };

/** Lines of a grouped list without ever holding its rows; folded groups keep their head. */
export function linesOf(groups: readonly GroupCount[], folded: ReadonlySet<string>) {
  let offset = 0;
  let count = 0;
  const parts = groups.map((group) => {
    const part = { group, first: count, offset };
    offset += group.count;
    count += 1 + (folded.has(group.group) ? 0 : group.count);
    return part;
  });
  const at = (line: number): Line | undefined => {
    const part = parts.findLast(({ first }) => first <= line);
    if (!part || line >= count) return undefined;
    return line === part.first ? { head: part.group } : { offset: part.offset + (line - part.first - 1) };
  };
  return { count, at };
}
