import { createContext, useContext, useMemo, useSyncExternalStore } from "react";
import { localeOf, preferred } from "../app/i18n";

type When = string | number | Date;

/** Numbers and times in the system's locale and zone. Every absolute time that stands alone carries its zone. */
export function formats(locale: string, timeZone?: string) {
  const zone = timeZone ? { timeZone } : {};
  const make = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, ...zone });
    return (when: When) => format.format(new Date(when));
  };
  const parts = new Intl.DateTimeFormat(locale, { ...zone, timeZoneName: "short" });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const days = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const day = make({ dateStyle: "short" });
  /** Time today, weekday and time this week, else date and time. */
  const close = (more: Intl.DateTimeFormatOptions) => {
    const clock = { hour: "2-digit", minute: "2-digit", ...more } as const;
    const today = make(clock);
    const weekday = make({ weekday: "short", ...clock });
    const far = make({ day: "numeric", month: "short", ...clock });
    return (when: When, now = Date.now()) => {
      const days = Math.abs(new Date(when).getTime() - now) / 86_400_000;
      return (day(when) === day(now) ? today : days < 6 ? weekday : far)(when);
    };
  };
  const number = new Intl.NumberFormat(locale).format;
  const signed = new Intl.NumberFormat(locale, { signDisplay: "always" }).format;
  return {
    number,
    /** `+12`, `−3`, an en dash for none. */
    delta: (change: number) => (change === 0 ? "–" : signed(change).replace("-", "−")),
    /** A count in a table; none is an en dash. */
    count: (n: number) => (n === 0 ? "–" : number(n)),
    percent: new Intl.NumberFormat(locale, { style: "percent" }).format,
    /** `BST`, for column heads. */
    zone: (when: When) =>
      parts.formatToParts(new Date(when)).find((part) => part.type === "timeZoneName")?.value ?? "",
    /** `10:21`, only under a head that names the zone. */
    time: make({ hour: "2-digit", minute: "2-digit" }),
    /** `10:21 BST`; with its day where that is not today. */
    timeWithZone: close({ timeZoneName: "short" }),
    /** `Thu 16 Jul 2026, 10:23 BST`. */
    moment: make({
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
    }),
    /** `16 Jul 2026`. */
    date: make({ day: "numeric", month: "short", year: "numeric" }),
    /** The same of a day such as `2026-07-16`, which has no zone. */
    day: (day: string) => days.format(new Date(`${day}T00:00:00Z`)),
    /** The same under a head that names the zone. */
    near: close({}),
    /** `8 min ago`, `in 2 days`. */
    relative: (when: When, now: number) => {
      const seconds = (new Date(when).getTime() - now) / 1000;
      const [size, unit] =
        Math.abs(seconds) < 3570
          ? ([60, "minute"] as const)
          : Math.abs(seconds) < 84_600
            ? ([3600, "hour"] as const)
            : ([86_400, "day"] as const);
      return relatives.format(Math.round(seconds / size), unit);
    },
    /** `4:12`. */
    span: (seconds: number) => {
      const whole = Math.max(0, Math.floor(seconds));
      return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    },
  };
}

export type Formats = ReturnType<typeof formats>;

/** The zone of this machine, as the core knows it. */
export const ZoneContext = createContext<string | undefined>(undefined);

// Making an Intl format costs far more than using it, and each row of a long list asks for these.
const made = new Map<string, Formats>();

/** Formats in the machine's zone, or in a client's. */
export function useFormat(timeZone?: string): Formats {
  const locale = localeOf(preferred());
  const inherited = useContext(ZoneContext);
  const zone = timeZone ?? inherited;
  const name = `${locale} ${zone ?? ""}`;
  const known = made.get(name) ?? formats(locale, zone);
  made.set(name, known);
  return known;
}

/** The present, in milliseconds, moving on every `step` milliseconds. */
export function useNow(step = 30_000): number {
  const tick = useMemo(
    () => (changed: () => void) => {
      const timer = window.setInterval(changed, step);
      return () => window.clearInterval(timer);
    },
    [step],
  );
  return useSyncExternalStore(tick, () => Math.floor(Date.now() / step) * step);
}
