import { useAsk } from "./queries";

/** A domain as people read it: what the core names in ASCII (RFC 5890) in the letters of its owner. */
export function useDomainNames(client: number): (name: string) => string {
  const { data } = useAsk("domain_list", { client });
  return (name) => data?.domains.find((one) => one.name === name)?.unicode ?? name;
}
