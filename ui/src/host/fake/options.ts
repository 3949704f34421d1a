import type { OptionsScreen, OptionsView } from "../bindings";
import type { Answers } from "../fake";
import { sheetOf, type World } from "./world";

export function optionsOf(): OptionsView {
  return {
    timeZone: "Europe/London",
    dateFormat: "DD/MM/YYYY",
    timeFormat: "24h",
    report: ["08:30"],
    language: "en-GB",
    sso: true,
    archiving: true,
    defaultMailboxes: { incoming: true, outgoing: true, archiving: true },
    defaultOthers: { incoming: true, outgoing: false, archiving: false },
    newMailboxes: "add",
    leaversIncoming: "stop-after:30",
    leaversOutgoing: "stop",
    syncMinutes: 60,
    syncDaily: null,
    brakePercent: 5,
    brakeFloor: 3,
    defaultKinds: [],
    secondPerson: false,
    approvers: [],
  };
}

function example({ timeZone, dateFormat, timeFormat }: OptionsView): string {
  const now = new Date();
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(now);
  const date = dateFormat
    .replace("DD", part({ day: "2-digit" }))
    .replace("MM", part({ month: "2-digit" }))
    .replace("YYYY", part({ year: "numeric" }));
  const hour12 = timeFormat === "12h";
  return `${date} ${part({ hour: "2-digit", minute: "2-digit", hour12 })}`;
}

const zoneNames = [
  "Europe/London",
  "Europe/Berlin",
  "Europe/Dublin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Sydney",
];

export function optionCommands(
  world: World,
): Pick<Answers, "options_get" | "options_set" | "options_preview" | "zone_list"> {
  const screen = (client: number, options: OptionsView): OptionsScreen => {
    const inScope = sheetOf(world, client).mailboxes.filter((one) => one.selected).length;
    const fresh = sheetOf(world, client).mailboxes.filter((one) => one.state === "new").length;
    return {
      options,
      example: example(options),
      clockChange: { at: "2026-10-25T01:00:00Z", abbreviation: "GMT", offsetMinutes: 0 },
      brakeLimit: Math.max(options.brakeFloor, Math.floor((inScope * options.brakePercent) / 100)),
      inScope,
      newMailboxes: fresh,
      others: inScope - fresh,
    };
  };
  return {
    options_get: ({ client }) => screen(client, sheetOf(world, client).options),
    options_set: ({ client, options }) => {
      sheetOf(world, client).options = options;
      return screen(client, options);
    },
    options_preview: ({ client, options }) => screen(client, options),
    zone_list: () =>
      zoneNames.map((name) => ({
        name,
        abbreviation: name === "Europe/London" ? "BST" : "",
        offsetMinutes: 60,
      })),
  };
}
