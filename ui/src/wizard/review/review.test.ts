import { expect, test } from "vitest";
import type { PlanRow } from "../../host/bindings";
import { answerOf, approvedOf, countOf, isApproved, none, standing, toggled, turned } from "./approvals";
import { differences, fingerprint, whoOf } from "./changes";
import { holdsOf, waysOf } from "./holds";
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
  region: null,
  aliasOf: null,
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

const row = (seq: number, held: string, action = "change") =>
  ({ seq, held, action, confirmed: false, object: "recipient", key: `${seq}@a.example` }) as PlanRow;
const plan = {
  held: 9,
  heldRemovals: 8,
  holds: [
    { hold: "brake", count: 8, removals: 8 },
    { hold: "drift", count: 1, removals: 0 },
  ],
};
const rows = [...[0, 1, 2, 3, 4, 5, 6, 7].map((seq) => row(seq, "brake", "remove")), row(8, "drift")];
const read = async () => ({ rows, total: rows.length, groups: [] });

test("approvals are collected by row, and removals among them are counted", async () => {
  const two = toggled(toggled(none, row(7, "brake", "remove")), row(8, "drift"));
  expect(countOf(two, plan)).toEqual({ approved: 2, removals: 1 });
  expect(await answerOf(two, plan, read)).toEqual({ approved: [7, 8], approveAll: false });
  expect(countOf(toggled(two, row(7, "brake", "remove")), plan)).toEqual({ approved: 1, removals: 0 });
  expect(await answerOf(none, plan, read)).toEqual({ approved: [], approveAll: false });
});

test("b1 a kind of hold is approved as a whole, and its single rows no longer count twice", async () => {
  const some = toggled(none, row(3, "brake", "remove"));
  const brake = turned(some, "brake", true);
  expect(countOf(brake, plan)).toEqual({ approved: 8, removals: 8 });
  expect(approvedOf(brake, "brake", 8)).toBe(8);
  expect(isApproved(brake, row(5, "brake"))).toBe(true);
  expect((await answerOf(brake, plan, read)).approved).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const every = turned(brake, "drift", true);
  expect(countOf(every, plan)).toEqual({ approved: 9, removals: 8 });
  expect(await answerOf(every, plan, read)).toEqual({ approved: [], approveAll: true });
  expect(countOf(turned(every, "brake", false), plan)).toEqual({ approved: 1, removals: 0 });
});

test("b1 what was approved and is no longer held approves nothing else, nor for another reason", async () => {
  const one = toggled(toggled(none, row(3, "brake", "remove")), row(5, "brake", "remove"));
  const rest = { held: 2, heldRemovals: 0, holds: [{ hold: "drift", count: 2, removals: 0 }] };
  const drift = [row(3, "drift"), row(8, "drift")];
  const left = async () => ({ rows: drift, total: 2, groups: [] });
  expect(await answerOf(one, rest, left)).toEqual({ approved: [], approveAll: false });
  expect(await standing(turned(one, "brake", true), rest, left)).toEqual(none);
  const kept = await standing(toggled(one, row(8, "drift")), rest, left);
  expect([...kept.rows.keys()]).toEqual(["recipient 8@a.example"]);
});

test("a person who was answered as a leaver is no removal any more", () => {
  const leaver = { ...row(1, "new-mailbox", "remove"), confirmed: true };
  expect(countOf(toggled(none, leaver), plan)).toEqual({ approved: 1, removals: 0 });
});

test("what is held for a reason unknown here comes last and can be approved", () => {
  const holds = [
    { hold: "later", count: 1, removals: 0 },
    { hold: "drift", count: 2, removals: 0 },
    { hold: "brake", count: 3, removals: 3 },
    { hold: "new-mailbox", count: 0, removals: 0 },
  ];
  expect(holdsOf({ holds }).map(({ hold }) => hold)).toEqual(["brake", "drift", "later"]);
  expect(waysOf("later")).toEqual(["approve"]);
  expect(waysOf("brake", "undo")).toEqual(["approve"]);
  expect(waysOf("brake", "rehearsal")).toEqual([]);
});

test("what an undo takes out has nothing after it", () => {
  expect(differences({ before: recipient, after: null })).toEqual([{ is: "out" }]);
});

test("a fingerprint is short enough to compare by eye", () => {
  expect(fingerprint("9c417be2aabbccdd")).toBe("9c41 7be2");
});
