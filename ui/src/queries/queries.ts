import {
  type QueryClient,
  queryOptions,
  type UseQueryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { type Commands, commandTags, type Problem, type Tag } from "../host/bindings";
import { type Answer, asProblem, type Command, type Host, type Request, useHost } from "../host/host";

/** What a cached answer depends on, as the core declares it. */
interface Scope {
  client: number | null;
  tags: Tag[];
}
type Key = [command: Command, scope: Scope, request: unknown];

function clientOf(request: unknown): number | null {
  const named = request as { client?: number } | null;
  return named?.client ?? null;
}

/** The query of a command; its key carries the tags that the command reads. */
export function ask<C extends Command>(host: Host, command: C, request: Request<C>) {
  const key: Key = [command, { client: clientOf(request), tags: commandTags[command].reads }, request];
  return queryOptions<Answer<C>, Problem>({
    queryKey: key,
    queryFn: () => host.call(command, request).catch((thrown) => Promise.reject(asProblem(thrown))),
  });
}

type Extra<C extends Command> = Omit<UseQueryOptions<Answer<C>, Problem>, "queryKey" | "queryFn">;

/** Reads through the cache; read again when one of the command's tags goes stale. */
export function useAsk<C extends Command>(command: C, request: Request<C>, extra?: Extra<C>) {
  return useQuery<Answer<C>, Problem>({ ...ask(useHost(), command, request), ...extra });
}

/** Reads again what depends on `tags`; of one client, or of all. */
export function invalidate(cache: QueryClient, client: number | null, tags: readonly Tag[]) {
  return cache.invalidateQueries({
    predicate: ({ queryKey }) => {
      const scope = (queryKey as Key)[1];
      const same = client === null || scope.client === null || scope.client === client;
      return same && scope.tags.some((tag) => tags.includes(tag));
    },
  });
}

/** Does a command and invalidates what it makes stale. */
export function useDo<C extends Command>(command: C) {
  const host = useHost();
  const cache = useQueryClient();
  return useMutation<Answer<C>, Problem, Request<C>>({
    mutationKey: [command],
    // What was sent, a password among it, is not kept once nobody shows it.
    gcTime: 0,
    mutationFn: (request) => host.call(command, request).catch((thrown) => Promise.reject(asProblem(thrown))),
    onSettled: (_answer, _problem, request) => {
      // Not awaited: the answer counts now, the reading follows. After a failure too, since part may be done.
      void invalidate(cache, clientOf(request), commandTags[command].stales);
    },
  });
}

export type AnswerOf<C extends keyof Commands> = Commands[C]["answer"];
