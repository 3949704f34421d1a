import type { ByHandRow, HandSetting, HandValue, MailboxRow } from "../bindings";
import type { Answers } from "../fake";
import { kindOf } from "./gateways";
import { minutes, sheetOf, type World } from "./world";

const profile: HandValue = {
  of: "profile",
  timezone: "Europe/London",
  dateFormat: "DD/MM/YYYY",
  timeFormat: "24h",
  report: ["08:30"],
  language: "en-GB",
  sso: true,
};

/** What earlier runs of a client left for a person's hand. */
export function handsLeft(gateway: string, mailboxes: MailboxRow[]): ByHandRow[] {
  if (kindOf(gateway) !== "mail-assure") return [];
  const wanted: [string, string, HandSetting, HandValue][] = [
    ["domain", "larkfield.example", "reject-unlisted", { of: "switch", on: true }],
    ["domain", "larkfield.example", "ldap-sync", { of: "switch", on: false }],
    ["domain", "larkcatering.example", "region", { of: "text", text: "Europe" }],
    ["domain", "larkcatering.example", "reauthentication", { of: "switch", on: true }],
    ...mailboxes.slice(0, 640).flatMap(({ address, kind, services }) => {
      const of = (setting: HandSetting, value: HandValue) =>
        ["recipient", address, setting, value] as [string, string, HandSetting, HandValue];
      return [
        of("mailbox", { of: "mailbox", listed: true, kind, previous: null }),
        of("services", { of: "services", services }),
        of("profile", profile),
      ];
    }),
  ];
  return wanted.map(([object, key, setting, value], at) => ({
    id: at + 1,
    object,
    key,
    setting,
    value,
    wantedAt: minutes(-90),
    doneAt: null,
    doneBy: null,
  }));
}

export function handCommands(world: World): Pick<Answers, "by_hand_list" | "by_hand_csv" | "by_hand_done"> {
  const window: Answers["by_hand_list"] = ({ client, setting, done, after, limit }) => {
    const { hands } = sheetOf(world, client);
    const waiting = hands.filter(({ doneAt }) => doneAt === null);
    const match = (done ? hands.filter(({ doneAt }) => doneAt !== null) : waiting).filter(
      (row) => !setting || row.setting === setting,
    );
    const counts = [...new Set(waiting.map((row) => row.setting))].map((one) => ({
      setting: one,
      count: waiting.filter((row) => row.setting === one).length,
    }));
    return { rows: match.filter(({ id }) => id > (after ?? 0)).slice(0, limit), total: match.length, counts };
  };
  return {
    by_hand_list: window,
    by_hand_csv: () => ({ path: "/home/technician/Downloads/larkfield-mailboxes.csv" }),
    by_hand_done: ({ client, rows, setting }) => {
      for (const row of sheetOf(world, client).hands) {
        if (row.doneAt || (rows && !rows.includes(row.id)) || (setting && row.setting !== setting)) continue;
        row.doneAt = minutes(0);
        row.doneBy = "Sam Hollis";
      }
      return window({ client, limit: 200 });
    },
  };
}
