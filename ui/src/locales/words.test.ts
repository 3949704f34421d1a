import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Words = { [key: string]: string | Words };

/** Every text of a language, under `file:key`. */
function texts(language: "en" | "de"): [string, string][] {
  const folder = join(import.meta.dirname, language);
  const walk = (part: Words, under: string): [string, string][] =>
    Object.entries(part).flatMap(([key, value]) =>
      typeof value === "string" ? [[under + key, value]] : walk(value, `${under}${key}.`),
    );
  return readdirSync(folder).flatMap((name) =>
    walk(JSON.parse(readFileSync(join(folder, name), "utf8")), `${name.replace(".json", "")}:`),
  );
}

const all = [...texts("en"), ...texts("de").map(([key, text]) => [`de/${key}`, text] as const)];
const those = (test: (text: string, key: string) => boolean) => all.filter(([key, text]) => test(text, key));

describe("the words", () => {
  it("blame nobody, praise nothing and do not shout", () => {
    const never =
      /\b(invalid|successful(ly)?|oops|please|sorry|are you sure|ungültig\w*|erfolgreich\w*|hoppla|leider|bist du sicher|sind sie sicher)\b/i;
    expect(those((text) => never.test(text) || text.includes("!"))).toEqual([]);
  });

  it("use the marks of print: ’ … – and no double space", () => {
    // What Microsoft refuses is worded in the core, for terminals too: straight marks there.
    expect(
      those(
        (text, key) => !key.startsWith("aadsts:") && /\.\.\.|[\p{L}]'[\p{L}]|\s-\s| {2}|^\s|\s$/u.test(text),
      ),
    ).toEqual([]);
  });

  it("have a form for one wherever they count", () => {
    const keys = new Set(all.map(([key]) => key));
    const plural = (key: string) => /_(zero|one|other)$/.test(key);
    expect(those((text, key) => text.includes("{{count}}") && !plural(key))).toEqual([]);
    const lonely = [...keys].filter(
      (key) =>
        (key.endsWith("_one") && !keys.has(key.replace(/_one$/, "_other"))) ||
        (key.endsWith("_other") && !keys.has(key.replace(/_other$/, "_one"))),
    );
    expect(lonely).toEqual([]);
  });

  it("say the same name in both languages: those of Microsoft, of protocols, of this program", () => {
    const english = new Map(texts("en"));
    const names =
      /Tenantry|Microsoft 365|Exchange Online|Entra|PowerShell|\bDNS\b|\bMX\b|\bSPF\b|\bDKIM\b|\bDMARC\b|\bCSV\b|\bPDF\b|Postfix|PostgreSQL|Mail Assure/g;
    // German couples: Microsoft-365-Mandant.
    const found = (text = "") => [...new Set(text.match(names) ?? [])];
    const lost = texts("de").filter(([key, text]) => {
      return found(english.get(key)).some((name) => !text.replaceAll("-", " ").includes(name));
    });
    expect(lost.map(([key, text]) => `${key}: ${text}`)).toEqual([]);
  });
});
