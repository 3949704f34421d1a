import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ByHandQuery, HandSetting, Problem } from "../host/bindings";
import { asProblem, useHost } from "../host/host";
import { ask } from "../queries/queries";

/** Rows that are asked for at once. */
const PAGE = 200;

/** Settings for a person's hand, page after page as they are scrolled to. */
export function useHands(client: number, setting: HandSetting | null, done: boolean) {
  const host = useHost();
  const first: ByHandQuery = {
    client,
    limit: PAGE,
    ...(setting ? { setting } : {}),
    ...(done ? { done } : {}),
  };
  const { queryKey } = ask(host, "by_hand_list", first);
  const query = useInfiniteQuery({
    queryKey: [...queryKey, "pages"],
    queryFn: ({ pageParam }) =>
      host
        .call("by_hand_list", pageParam === null ? first : { ...first, after: pageParam })
        .catch((thrown): Promise<never> => Promise.reject(asProblem(thrown))),
    initialPageParam: null as number | null,
    getNextPageParam: ({ rows }) => (rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null),
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  return {
    ...query,
    error: query.error as Problem | null,
    data: pages && {
      rows: pages.flatMap(({ rows }) => rows),
      total: pages.at(-1)?.total ?? 0,
      counts: pages.at(-1)?.counts ?? [],
    },
  };
}
