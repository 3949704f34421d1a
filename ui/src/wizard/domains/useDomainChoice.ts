import { useQueryClient } from "@tanstack/react-query";
import type { DomainChange, DomainList } from "../../host/bindings";
import { useHost } from "../../host/host";
import { ask, useDo } from "../../queries/queries";

export type Change = Partial<Omit<DomainChange, "name">>;

/** Changes the choice of one domain: shown at once, then as the core answers. */
export function useDomainChoice(client: number) {
  const host = useHost();
  const cache = useQueryClient();
  const choose = useDo("domain_choose");
  const { queryKey } = ask(host, "domain_list", { client });
  return {
    problem: choose.error,
    change(name: string, change: Change) {
      void cache.cancelQueries({ queryKey });
      cache.setQueryData<DomainList>(queryKey, (list) => list && touch(list, name, change));
      choose.mutate({
        client,
        changes: [{ name, selected: null, archiving: null, region: null, aliasOf: null, ...change }],
      });
    },
  };
}

function touch(list: DomainList, name: string, { selected, archiving, region, aliasOf }: Change): DomainList {
  const domains = list.domains.map((row) =>
    row.name === name
      ? {
          ...row,
          selected: selected ?? row.selected,
          archiving: archiving ?? row.archiving,
          region: region === "" ? null : (region ?? row.region),
          aliasOf: aliasOf === "" ? null : (aliasOf ?? row.aliasOf),
        }
      : row,
  );
  return { ...list, domains };
}
