import { expect, test } from "vitest";
import { findZones, offsetOf, zoneText } from "./zones";

const zones = [
  { name: "America/New_York", abbreviation: "EDT", offsetMinutes: -240 },
  { name: "Asia/Kolkata", abbreviation: "IST", offsetMinutes: 330 },
  { name: "Australia/Sydney", abbreviation: "AEST", offsetMinutes: 600 },
  { name: "America/Sao_Paulo", abbreviation: "-03", offsetMinutes: -180 },
];

test("offsets are told in hours, with minutes only where there are some", () => {
  expect(offsetOf(60)).toBe("UTC+1");
  expect(offsetOf(330)).toBe("UTC+5:30");
  expect(offsetOf(-210)).toBe("UTC−3:30");
});

test("a zone without letters of its own shows its offset once", () => {
  expect(zones.map(zoneText)).toContain("America/Sao_Paulo (UTC−3)");
  expect(zones.map(zoneText)).toContain("Asia/Kolkata (IST, UTC+5:30)");
});

test("a city is found by its words, whatever joins them in the zone's name", () => {
  expect(findZones(zones, "new york", 9).map(({ name }) => name)).toEqual(["America/New_York"]);
});

test("cities that begin with the word come first, and no more than asked for", () => {
  expect(findZones(zones, "s", 2).map(({ name }) => name)).toEqual(["Australia/Sydney", "America/Sao_Paulo"]);
});
