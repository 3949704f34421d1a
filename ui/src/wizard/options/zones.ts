import type { ZoneView } from "../../host/bindings";

/** `UTC+5:30`. */
export function offsetOf(minutes: number): string {
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
}

/** `Europe/London (BST, UTC+1)`. */
export function zoneText({ name, abbreviation, offsetMinutes }: ZoneView): string {
  const offset = offsetOf(offsetMinutes);
  // Some zones have no letters of their own: theirs only repeat the offset.
  return abbreviation === "" || /^[+-]/.test(abbreviation)
    ? `${name} (${offset})`
    : `${name} (${abbreviation}, ${offset})`;
}

const plain = (text: string) => text.toLowerCase().replaceAll("_", " ");

/** Zones that hold every word, those whose city begins with the first word before others. */
export function findZones(zones: readonly ZoneView[], words: string, most: number): ZoneView[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const found = zones.filter((zone) => wanted.every((word) => plain(zoneText(zone)).includes(word)));
  const first = wanted[0];
  const begins = (zone: ZoneView) =>
    plain(zone.name)
      .split("/")
      .at(-1)
      ?.startsWith(first ?? "") === true;
  const sorted = first ? [...found.filter(begins), ...found.filter((zone) => !begins(zone))] : found;
  return sorted.slice(0, most);
}
