import type { TFunction } from "i18next";
import type { ImportMailboxState, ImportReason, ImportRow, ImportWishView } from "../host/bindings";
import type { Formats } from "../parts/format";
import type { State } from "../parts/StateMark";
import { draftOf } from "./draft";

type Words = TFunction<"mailimport">;

/** States in the order of their chips: what is over, what needs a look, what goes on. */
export const states = [
  "done",
  "exceptions",
  "differs",
  "refused",
  "running",
  "counting",
  "waiting",
  "paused",
  "queued",
] as const satisfies readonly ImportMailboxState[];

export const marks: Record<ImportMailboxState, State> = {
  done: "done",
  exceptions: "look",
  differs: "failing",
  refused: "refused",
  running: "working",
  counting: "working",
  waiting: "ends",
  paused: "paused",
  queued: "queued",
};

/** A day such as `2020-01-01`, which has no zone. */
const noon = (day: string) => `${day}T12:00:00`;

export function daysOf(t: Words, { date }: Formats, { since, until }: ImportWishView): string {
  const [first, last] = [since && date(noon(since)), until && date(noon(until))];
  if (first && last) return t("days.between", { since: first, until: last });
  if (first) return t("days.since", { since: first });
  return last ? t("days.until", { until: last }) : t("days.all");
}

export function archiveOf(t: Words, { sink }: ImportWishView): string {
  const draft = draftOf(wishOfSink(sink));
  return draft.kind === "maildir" ? t("archive.maildir") : t("archive.smtp", { host: draft.server });
}

/** The archive in words; its address is for the command line. */
export function archiveAt(t: Words, { sink }: ImportWishView): string {
  const { kind, per, folder, server, journal } = draftOf(wishOfSink(sink));
  return kind === "maildir"
    ? t(`archive.at.${per}`, { folder })
    : t("archive.at.smtp", { host: server, journal });
}

/** The archive in a word: its folder, or its server. */
export function placeOf(sink: string): string {
  const { kind, folder, server } = draftOf(wishOfSink(sink));
  return kind === "maildir" ? folder : server;
}

const wishOfSink = (sink: string) =>
  ({ sink, since: null, until: null, folders: "usual", hours: null }) as const;

export function foldersOf(t: Words, { folders }: ImportWishView): string {
  if (folders === "usual") return t("folders.usual");
  return folders === "all" ? t("folders.all") : t("folders.named", { names: folders.replaceAll(",", ", ") });
}

/** Exchange keeps them and cannot make MIME of them. */
const unreadable = [
  "ErrorMimeContentConversionFailed",
  "ErrorContentConversionFailed",
  "ErrorUnsupportedMimeConversion",
  "ErrorMimeContentInvalid",
  "ErrorCorruptData",
  "ErrorItemCorrupt",
];

/** Why messages were skipped, with their number. */
export function reasonOf(t: Words, { code, count }: ImportReason): string {
  if (unreadable.includes(code)) return t("reason.unreadable", { count });
  if (code === "too-large") return t("reason.large", { count });
  if (code === "unsendable") return t("reason.unsendable", { count });
  if (code === "unanswered") return t("reason.unanswered", { count });
  if (code.startsWith("smtp-")) return t("reason.refused", { count, code: code.slice(5) });
  return t("reason.other", { count, code });
}

/** Why a mailbox stands as it does, in a few words; empty where the state says it all. */
export function whyOf(t: Words, problems: TFunction<"problems">, row: ImportRow): string {
  if (!row.reason) return "";
  const why = row.reason.startsWith("smtp-") ? "not-taken" : row.reason;
  const own = t(`why.${why}`, { defaultValue: "" });
  return own || problems(`${row.reason}.title`, { defaultValue: row.reason });
}

/** The same for a cell of two short lines. */
export function brieflyOf(t: Words, problems: TFunction<"problems">, row: ImportRow): string {
  const reason = row.reason?.startsWith("smtp-") ? "not-taken" : row.reason;
  return t(`now.why.${reason ?? ""}`, { defaultValue: "" }) || whyOf(t, problems, row);
}

/** Sizes as people say them: three digits at most. */
export function sizes(locale: string): (bytes: number) => string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const made = units.map(
    (unit) => new Intl.NumberFormat(locale, { style: "unit", unit, maximumSignificantDigits: 3 }),
  );
  return (bytes) => {
    const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
    return made[at]?.format(bytes / 1000 ** at) ?? String(bytes);
  };
}

/** `3 days`, `4 hours`, `20 minutes`. */
export function spans(locale: string): (seconds: number) => string {
  const make = (unit: "minute" | "hour" | "day") =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 });
  const [minute, hour, day] = [make("minute"), make("hour"), make("day")];
  return (seconds) => {
    if (seconds < 5400) return minute.format(Math.max(1, Math.round(seconds / 60)));
    return seconds < 172_800
      ? hour.format(Math.round(seconds / 3600))
      : day.format(Math.round(seconds / 86_400));
  };
}
