import type { ExceptionObject, ExceptionView, WhyView } from "../bindings";
import type { Answers } from "../fake";
import { minutes, type Sheet, sheetOf, type World } from "./world";

type Mine = "exception_list" | "exception_set" | "exception_remove" | "why" | "settings_apply";

/** Exceptions by hand, why somebody is here, and settings for those who were here before. */
export function trustCommands(world: World): Pick<Answers, Mine> {
  const named = (sheet: Sheet, object: ExceptionObject) => {
    if (object.of === "domain") return { key: object.name, name: object.name };
    const one = sheet.mailboxes.find(({ id }) => id === object.id);
    return { key: one?.address ?? object.id, name: one?.name ?? "" };
  };
  return {
    exception_list: ({ client, offset, limit }) => {
      const rows = [...sheetOf(world, client).exceptions.values()];
      return { rows: rows.slice(offset, offset + limit), total: rows.length };
    },
    exception_set: ({ client, objects, target, terms }) => {
      const sheet = sheetOf(world, client);
      sheet.before = null;
      const ids = target?.of === "ids" ? target.ids : [];
      const meant = ids.map((id): ExceptionObject => ({ of: "recipient", id }));
      for (const object of [...objects, ...meant]) {
        const { key, name } = named(sheet, object);
        const one = sheet.mailboxes.find(({ address }) => address === key);
        if (one) one.state = "exception";
        const owner = terms.owner ?? "Sam Hollis";
        const view: ExceptionView = {
          object,
          key,
          name,
          ...terms,
          owner,
          since: minutes(0),
          ended: false,
          cause: "person",
          run: null,
        };
        sheet.exceptions.set(key, view);
      }
      return null;
    },
    exception_remove: ({ client, objects }) => {
      const sheet = sheetOf(world, client);
      sheet.before = null;
      for (const object of objects) {
        const { key } = named(sheet, object);
        const one = sheet.mailboxes.find(({ address }) => address === key);
        if (one) one.state = "managed";
        sheet.exceptions.delete(key);
      }
      return null;
    },
    why: ({ client, about }) => whyOf(sheetOf(world, client), about),
    settings_apply: ({ client, target }) => ({
      changed: target.of === "ids" ? target.ids.length : sheetOf(world, client).mailboxes.length,
    }),
  };
}

const nobody: Omit<WhyView, "about"> = {
  subject: "nobody",
  id: null,
  name: null,
  address: null,
  kind: null,
  outcome: { outcome: "nothing" },
  billed: null,
  evidence: [{ evidence: "nobody", readAt: minutes(-12) }],
};

function whyOf(sheet: Sheet, about: string): WhyView {
  const words = about.toLowerCase();
  if (words.startsWith("guest") || words.startsWith("not-")) {
    const evidence = [{ evidence: "not-taken" as const, reason: "guest" }];
    return { ...nobody, about, subject: "not-taken", name: "Guest 2", address: about, evidence };
  }
  const row = sheet.mailboxes.find(({ id, address }) => id === about || address === words);
  if (!row) return { ...nobody, about };
  const exception = sheet.exceptions.get(row.address);
  const shape = (services: typeof row.services) => ({
    of: "recipient" as const,
    primary: row.address,
    aliases: [],
    kind: row.kind,
    listed: true,
    services,
  });
  const source = sheet.decided.has(row.id) ? "technician" : row.guess ? "guess" : "exchange";
  const action = { new: "create", exists: "adopt", changed: "change", leaver: "remove" }[row.state as "new"];
  const reason = { new: "selected", exists: "already-there", changed: "renamed", leaver: "left" }[
    row.state as "new"
  ];
  const rule = { new: "R2", exists: "R4", changed: "R16", leaver: "R6" }[row.state as "new"];
  return {
    about,
    subject: row.state === "leaver" ? "leaver" : "recipient",
    id: row.id,
    name: row.name,
    address: row.address,
    kind: row.kind,
    outcome: exception
      ? { outcome: "exempt" }
      : action
        ? { outcome: "step", action, reason, rule, held: null, after: shape(row.services) }
        : { outcome: "nothing" },
    billed: row.now,
    evidence: [
      {
        evidence: "found",
        addresses: [row.address, row.address.replace("@", ".old@")],
        readAt: minutes(-12),
        exchangeOnly: row.kind === "public-folder",
      },
      { evidence: "kind", kind: row.kind, source, guess: row.guess, said: [{ source, kind: row.kind }] },
      { evidence: "first-seen", at: "2026-07-16T09:23:41Z", appeared: false },
      {
        evidence: "domain",
        domain: row.address.split("@")[1] ?? "",
        selected: true,
        since: "2026-07-16T09:30:00Z",
      },
      ...(row.state === "leaver"
        ? ([
            {
              evidence: "left",
              since: minutes(-60 * 24 * 30),
              confirmed: null,
              confirmedBy: null,
              days: 30,
              incoming: "stop-after:30",
              outgoing: "stop",
            },
          ] as const)
        : []),
      {
        evidence: "choice",
        selected: row.selected,
        byHand: row.state === "not-chosen",
        at: row.state === "not-chosen" ? minutes(-90) : null,
        services: row.services,
      },
      ...(exception ? ([{ evidence: "exception", exception }] as const) : []),
      { evidence: "observed", shape: row.now ? shape(row.now) : null, readAt: minutes(-11) },
    ],
  };
}
