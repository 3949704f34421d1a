import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capsOf, keyTable } from "../parts/keys";

const here = import.meta.dirname;
const sources = join(here, "..");

type Words = { [key: string]: string | Words };

function flat(words: Words, under = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [under + key] : flat(value, `${under}${key}.`),
  );
}

function catalogue(language: string): Map<string, string[]> {
  const files = readdirSync(join(here, language)).filter((name) => name.endsWith(".json"));
  return new Map(
    files.map((name) => [
      name.replace(".json", ""),
      flat(JSON.parse(readFileSync(join(here, language, name), "utf8"))),
    ]),
  );
}

/** Values in braces of every text, so that a translation cannot lose one. */
function holes(language: string, file: string): Map<string, string> {
  const words: Words = JSON.parse(readFileSync(join(here, language, `${file}.json`), "utf8"));
  const texts = (part: Words, under = ""): [string, string][] =>
    Object.entries(part).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[under + key, (value.match(/\{\{\w+\}\}|<\w+>/g) ?? []).sort().join(" ")] as [string, string]]
        : texts(value, `${under}${key}.`),
    );
  return new Map(texts(words));
}

const english = catalogue("en");
const german = catalogue("de");

/** Every `t("key")`, `` t(`key.${x}`) `` and `i18nKey="key"` in the sources, with its namespace. */
function used(): { file: string; key: string; open: boolean }[] {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .flatMap((name) => {
      const text = readFileSync(join(sources, name), "utf8");
      const own = /(?:useTranslation\(\s*|TFunction<)"(\w+)"/.exec(text)?.[1] ?? "common";
      const named = [...text.matchAll(/const (\w+) = useTranslation\("(\w+)"\)\.t/g)];
      const space = new Map(named.map(([, fn, ns]) => [fn, ns]));
      const calls = text.matchAll(
        /\b(\w+)\(\s*(?:"([\w.:-]+)"|`([\w.:-]*)(\$\{)?[^`]*`)|i18nKey="([\w.:-]+)"/g,
      );
      return [...calls].flatMap(([, fn = "t", literal, prefix, hole, trans]) => {
        const key = literal ?? trans ?? prefix;
        if (!key || !(fn === "t" || space.has(fn))) return [];
        const full = key.includes(":") ? key : `${space.get(fn) ?? own}:${key}`;
        return [{ file: name, key: full, open: hole !== undefined }];
      });
    });
}

function exists({ key, open }: { key: string; open: boolean }): boolean {
  const [space = "", name = ""] = key.split(":");
  const keys = english.get(space) ?? [];
  return keys.some((one) => (open ? one.startsWith(name) : one === name || one === `${name}_other`));
}

describe("the message catalogues", () => {
  it("exist in both languages for the same screens", () => {
    expect([...german.keys()]).toEqual([...english.keys()]);
  });

  it.each([...english.keys()])("say the same things in %s", (file) => {
    expect(german.get(file)?.sort()).toEqual(english.get(file)?.sort());
    expect(holes("de", file)).toEqual(holes("en", file));
  });

  it("hold every key that a screen uses", () => {
    const keys = used();
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter((one) => !exists(one))).toEqual([]);
  });

  it("hold a word for every key of the keyboard", () => {
    const words = english.get("palette");
    expect(keyTable.filter(({ id }) => !words?.includes(`key.${id}`))).toEqual([]);
  });

  it("w11 hold a word for every cap that has none on all keyboards", () => {
    const caps = keyTable.flatMap(({ keys }) => (keys as readonly string[]).flatMap(capsOf));
    const worded = caps.filter((cap) => cap.length > 1 && !/^(F\d+|Esc|Alt)$/.test(cap));
    expect(worded).toContain("PgUp");
    expect(worded.filter((cap) => !german.get("common")?.includes(`key.${cap}`))).toEqual([]);
  });
});
