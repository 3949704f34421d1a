import type { CutoverTarget, MxTarget, TargetView } from "../host/bindings";

/** What the gateway is called from outside. */
export type Names = Omit<CutoverTarget, "client">;

/** The same as it stands in the fields. */
export type Draft = Record<keyof Names, string>;

export const draftOf = ({ mx, spf, smarthost, addresses }: TargetView): Draft => ({
  mx: mx.map(({ host, preference }) => `${preference} ${host}`).join("\n"),
  spf: spf ?? "",
  smarthost: smarthost ?? "",
  addresses: addresses.join("\n"),
});

/** `10 mx1.gateway.example` on each line; without a number the order counts. */
export function readMx(text: string): MxTarget[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).map((line, at) => {
    const [, number, host] = /^(?:(\d+)\s+)?(\S.*)$/.exec(line) ?? [];
    return { host: host ?? line, preference: number ? Math.min(Number(number), 65_535) : (at + 1) * 10 };
  });
}

export const namesOf = ({ mx, spf, smarthost, addresses }: Draft): Names => ({
  mx: readMx(mx),
  spf: spf.trim() || null,
  smarthost: smarthost.trim() || null,
  addresses: addresses.split(/[\s,;]+/).filter(Boolean),
});
