import { expect, test } from "vitest";
import type { PlanRow } from "../../host/bindings";
import { answerOf, countOf, toggled } from "./approvals";
import { differences, fingerprint, whoOf } from "./changes";
import { linesOf } from "./lines";

const all = { incoming: true, outgoing: true, archiving: true };
const recipient = {
  of: "recipient" as const,
  primary: "ledger@larkfield.example",
  aliases: [] as string[],
  kind: "user",
  listed: true,
  services: all,
};
const domain = {
  of: "domain" as const,
  routes: ["a.example:25"],
  products: all,
  ldapSync: true,
  rejectUnlisted: true,
  outgoingUser: true,
};

test("a rename shows both addresses, and the old one that stays as an alias is no loss", () => {
  const after = {
    ...recipient,
    primary: "accounts@larkfield.example",
    aliases: ["ledger@larkfield.example"],
  };
  expect(differences({ before: recipient, after })).toEqual([
    { is: "primary", before: "ledger@larkfield.example", after: "accounts@larkfield.example" },
  ]);
});

test("a recipient that is not there yet shows the services that it gets", () => {
  expect(differences({ before: null, after: recipient })).toEqual([
    { is: "services", before: null, after: all },
  ]);
});

test("services, kind, aliases and acceptance are told apart", () => {
  const after = {
    ...recipient,
    kind: "shared",
    aliases: ["x@a.example"],
    listed: false,
    services: { ...all, outgoing: false },
  };
  expect(differences({ before: recipient, after }).map(({ is }) => is)).toEqual([
    "kind",
    "services",
    "aliases",
    "listed",
  ]);
});

test("a domain that loses its LDAP sync says so", () => {
  expect(differences({ before: domain, after: { ...domain, ldapSync: false } })).toEqual([
    { is: "switch", what: "ldap", after: false },
  ]);
  expect(differences({ before: domain, after: domain })).toEqual([{ is: "nothing" }]);
});

test("every reason has somebody behind it and an unknown one is a rule", () => {
  expect(whoOf("deselected")).toBe("you");
  expect(whoOf("left")).toBe("leaver");
  expect(whoOf("later-reason")).toBe("rule");
});

test("lines of a grouped list know their rows, folded or not", () => {
  const groups = [
    { group: "domains", count: 2 },
    { group: "created", count: 100_000 },
    { group: "removed", count: 1 },
  ];
  const open = linesOf(groups, new Set());
  expect(open.count).toBe(100_006);
  expect(open.at(0)).toEqual({ head: groups[0] });
  expect(open.at(2)).toEqual({ offset: 1 });
  expect(open.at(4)).toEqual({ offset: 2 });
  expect(open.at(100_005)).toEqual({ offset: 100_002 });
  expect(open.at(100_006)).toBeUndefined();
  const folded = linesOf(groups, new Set(["created"]));
  expect(folded.count).toBe(6);
  expect(folded.at(5)).toEqual({ offset: 100_002 });
});

test("approvals are collected by row or for all, and removals among them are counted", () => {
  const row = (seq: number, held: string) => ({ seq, held }) as PlanRow;
  const two = toggled(toggled({ all: false, rows: new Map() }, row(7, "brake")), row(3, "drift"));
  expect(countOf(two, 9, 8)).toEqual({ approved: 2, removals: 1 });
  expect(answerOf(two)).toEqual({ approved: [3, 7], approveAll: false });
  expect(countOf(toggled(two, row(7, "brake")), 9, 8)).toEqual({ approved: 1, removals: 0 });
  const every = { all: true, rows: new Map() };
  expect(countOf(every, 9, 8)).toEqual({ approved: 9, removals: 8 });
  expect(answerOf(every)).toEqual({ approved: [], approveAll: true });
});

test("a fingerprint is short enough to compare by eye", () => {
  expect(fingerprint("9c417be2aabbccdd")).toBe("9c41 7be2");
});
