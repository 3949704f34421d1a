import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Theme } from "@fluentui/react-components";
import { describe, expect, it } from "vitest";
import type { ThemeName } from "./look";
import { themes } from "./themes";

const css = readFileSync(join(import.meta.dirname, "theme.css"), "utf8");

/** The colours that our own style sheet sets under a selector. */
function ours(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour]),
  );
}

const own: Record<"light" | "dark", Record<string, string>> = {
  light: ours(":root"),
  dark: ours(':root[data-theme^="dark"]'),
};

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(
    colour.length === 4 ? colour.replace(/[0-9a-f]/gi, "$&$&") : colour,
  );
  if (!hex) throw new Error(`${colour} is no opaque colour`);
  const [r = 0, g = 0, b = 0] = hex.slice(1).map((part) => {
    const c = Number.parseInt(part, 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function colour(theme: ThemeName, name: string): string {
  const found =
    own[theme.startsWith("dark") ? "dark" : "light"][name] ?? themes[theme][`color${name}` as keyof Theme];
  if (found === undefined) throw new Error(`${theme} has no ${name}`);
  return String(found);
}

const pages = ["NeutralBackground1", "NeutralBackground2"];
const raised = ["NeutralBackground3", "NeutralBackground1Hover", "BrandBackground2"];
/** What is read, and everything that it stands on. */
const words: Record<string, string[]> = {
  NeutralForeground1: [...pages, ...raised, "NeutralBackground6", "held-surface"],
  NeutralForeground2: [...pages, ...raised, "held-surface"],
  NeutralForeground3: [...pages, ...raised, "held-surface", "StatusDangerBackground1"],
  StatusSuccessForeground1: [...pages, "StatusSuccessBackground1", "BrandBackground2"],
  StatusWarningForeground1: [...pages, "StatusWarningBackground1"],
  danger: [...pages, "StatusDangerBackground1", "held-surface"],
  held: [...pages, "held-surface"],
  practice: pages,
  BrandForeground1: [...pages, "BrandBackground2"],
  BrandForeground2: ["BrandBackground2"],
  BrandForegroundLink: [...pages, "held-surface"],
  NeutralForegroundOnBrand: ["BrandBackground", "StatusDangerBackground3"],
};
/** What is seen and not read: rings and borders that carry a meaning. */
const lines: Record<string, string[]> = {
  StrokeFocus2: [...pages, ...raised, "held-surface"],
  CompoundBrandStroke: pages,
  CompoundBrandBackground: pages,
  NeutralStrokeAccessible: pages,
};

describe.each(Object.keys(themes) as ThemeName[])("contrast of %s", (theme) => {
  it.each(Object.entries(words))("%s is read: 4.5 to 1", (text, surfaces) => {
    const measured = surfaces.map((on) => [on, ratio(colour(theme, text), colour(theme, on))] as const);
    expect(measured.filter(([, found]) => found < 4.5)).toEqual([]);
  });

  it.each(Object.entries(lines))("%s is seen: 3 to 1", (line, surfaces) => {
    const measured = surfaces.map((on) => [on, ratio(colour(theme, line), colour(theme, on))] as const);
    expect(measured.filter(([, found]) => found < 3)).toEqual([]);
  });
});

describe("client colours", () => {
  const clients = [...css.matchAll(/data-colour="(\w+)"\] \{\s*--client: (#\w+)/g)];

  it("are eight, and white is read on each of them: 6 to 1", () => {
    expect(clients).toHaveLength(8);
    const measured = clients.map(([, name = "", found = ""]) => [name, ratio("#ffffff", found)] as const);
    expect(measured.filter(([, found]) => found < 6)).toEqual([]);
  });
});

describe("more contrast", () => {
  it("leaves no grey words and no faint lines: 7 and 3 to 1", () => {
    for (const theme of ["light-strong", "dark-strong"] as const) {
      for (const page of pages) {
        expect(ratio(colour(theme, "NeutralForeground3"), colour(theme, page))).toBeGreaterThan(7);
        expect(ratio(colour(theme, "NeutralStroke3"), colour(theme, page))).toBeGreaterThan(3);
      }
    }
  });
});
