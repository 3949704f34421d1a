import type { OptionsView, Rehearse, RehearsedChoice } from "../host/bindings";

/** What is tried; what is null or empty is as it is. */
export interface Draft {
  asOf: string | null;
  domains: string[] | null;
  mailboxes: RehearsedChoice[];
  options: OptionsView | null;
}

export const asItIs: Draft = { asOf: null, domains: null, mailboxes: [], options: null };

export function requestOf(client: number, draft: Draft): Rehearse {
  return { client, ...draft };
}

/** Domains with one put in or taken out; null when that is how things are anyway. */
export function withDomain(draft: Draft, now: readonly string[], name: string, on: boolean): Draft {
  const chosen = new Set(draft.domains ?? now);
  if (on) chosen.add(name);
  else chosen.delete(name);
  const same = chosen.size === now.length && now.every((one) => chosen.has(one));
  return { ...draft, domains: same ? null : [...chosen] };
}

/** Options with some of them changed; null when they are the stored ones again. */
export function withOptions(draft: Draft, now: OptionsView, change: Partial<OptionsView>): Draft {
  const options = { ...(draft.options ?? now), ...change };
  return { ...draft, options: JSON.stringify(options) === JSON.stringify(now) ? null : options };
}

/** Changes that can be tried for recipients. */
export const deeds = {
  choose: { selected: true },
  leave: { selected: false },
  incomingOn: { incoming: true },
  incomingOff: { incoming: false },
  outgoingOn: { outgoing: true },
  outgoingOff: { outgoing: false },
  archivingOn: { archiving: true },
  archivingOff: { archiving: false },
} as const satisfies Record<string, Partial<RehearsedChoice>>;
export type Deed = keyof typeof deeds;
export const deedNames = Object.keys(deeds) as Deed[];

export function choiceOf(deed: Deed, filter: Extract<RehearsedChoice["target"], { of: "filter" }>["filter"]) {
  const none = { selected: null, incoming: null, outgoing: null, archiving: null };
  return { target: { of: "filter", filter }, ...none, ...deeds[deed] } satisfies RehearsedChoice;
}

/** Which of the changes a choice is. */
export function deedOf(choice: RehearsedChoice): Deed {
  const wanted = (deed: Deed) =>
    Object.entries(deeds[deed]).every(([key, value]) => choice[key as keyof RehearsedChoice] === value);
  return deedNames.find(wanted) ?? "choose";
}
