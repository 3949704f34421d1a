import { expect, test } from "vitest";
import { formats } from "./format";

test.each([
  ["en-GB", ["14:05 CET", "Fri 14:05 CET", "9 Oct 14:05 CEST"]],
  ["de-DE", ["14:05 MEZ", "Fr 14:05 MEZ", "9. Okt. 14:05 MESZ"]],
])(
  "w9 a time that stands alone has its day where that is not today, as clocks in its zone count days (%s)",
  (locale, [today, week, far]) => {
    // Commas come and go with the versions of a locale's data.
    const written = (when: string, now: number) =>
      formats(locale, "Europe/Berlin").timeWithZone(when, now).replaceAll(",", "");
    const monday = Date.parse("2026-11-23T13:20:00Z");
    expect(written("2026-11-23T13:05:00Z", monday)).toBe(today);
    expect(written("2026-11-20T13:05:00Z", monday)).toBe(week);
    expect(written("2026-10-09T12:05:00Z", monday)).toBe(far);
    // Half an hour after midnight there, though the day before in Greenwich.
    const late = Date.parse("2026-11-22T23:30:00Z");
    expect(written("2026-11-23T13:05:00Z", late)).toBe(today);
  },
);
