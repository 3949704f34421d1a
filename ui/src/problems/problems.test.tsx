import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { problem } from "../host/fake/world";
import english from "../locales/en/problems.json";
import { ProblemBox } from "./ProblemBox";
import { entryOf, table } from "./table";
import { wordsOf } from "./words";

const crates = join(import.meta.dirname, "../../../crates");

/** Every code in the places where the core names its errors. */
function coreCodes(): string[] {
  const explain = readdirSync(join(crates, "engine/src/explain")).map((name) => `engine/src/explain/${name}`);
  const signin = ["error", "known", "tls", "vault/mod"].map((name) => `signin/src/${name}.rs`);
  const found = [...explain, ...signin, "microsoft/src/advice.rs"].flatMap((file) => {
    const text = readFileSync(join(crates, file), "utf8").split("#[cfg(test)]")[0] ?? "";
    const ofMethod = /fn code\([^{]*\{(.*?)\n {4}\}/s.exec(text)?.[1] ?? "";
    const named = ofMethod.matchAll(/=> "([a-z-]+)"/g);
    const worded = text.matchAll(
      /\(\s*"([a-z-]+)",\s*(?:FaultSort::|Other|Outside|Refused|SignInNeeded|Usage|"[A-Z])/g,
    );
    return [...named, ...worded].map(([, code]) => code ?? "");
  });
  return [...new Set(found)].sort();
}

describe("the table of problems", () => {
  it("b8 stands between the core's own sentences, which are English, and every page", () => {
    const src = join(import.meta.dirname, "..");
    const pages = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|^host\/|^problems\//.test(file))
      .filter((file) => /\.(message|hints)\b/.test(readFileSync(join(src, file), "utf8")));
    expect(pages).toEqual([]);
  });

  it("has words for each code and no words for others", () => {
    const frame =
      "what you cause signIn toGateway support says correlation resource unknown moved differs".split(" ");
    const worded = Object.keys(english).filter((key) => !frame.includes(key));
    expect(worded.sort()).toEqual([...table.keys()].sort());
  });

  it("b8 knows every code that the core can give", () => {
    // "usage" is about the request itself: only the core can say what was wrong with it.
    const known = new Set([...table.keys(), "usage"]);
    const codes = coreCodes();
    expect(codes.length).toBeGreaterThan(120);
    expect(codes.filter((code) => !known.has(code))).toEqual([]);
  });

  it("words a code with the facts of the problem", () => {
    const t = i18next.getFixedT("en", "problems");
    const words = wordsOf(t, problem("port-occupied", "", { facts: { port: "49152" } }));
    expect(words.what).toBe("Port 49152 on this computer is used by another program.");
  });

  it("b2 names what was short in the language of the page", () => {
    const t = i18next.getFixedT("en", "problems");
    const facts = { what: "groups", seen: "40", counted: "80" };
    expect(wordsOf(t, problem("reading-short", "", { facts })).what).toMatch(
      /^Of 80 objects \(groups\) it showed 40,/,
    );
  });

  it("b3 a stale plan says what moved and which rows differ", () => {
    const facts = { plan: "7", moved: "gateway", differs: "ann@a.example b.example" };
    render(<ProblemBox problem={problem("plan-stale", "", { facts })} />);
    expect(screen.getByText(/The gateway changed\./)).toBeVisible();
    expect(screen.getByText("ann@a.example, b.example")).toBeVisible();
  });

  it("keeps the core's own words where it has none", () => {
    const t = i18next.getFixedT("en", "problems");
    const words = wordsOf(t, problem("never-heard-of", "The moon is full.", { hints: ["Wait."] }));
    expect(words).toMatchObject({ line: "The moon is full.", you: ["Wait."] });
    expect(entryOf("never-heard-of").severity).toBe("error");
  });

  it("b2 another gateway under the client leads to the gateway's settings", () => {
    render(<ProblemBox problem={problem("gateway-changed", "")} client={7} />);
    screen.getByTestId("to-gateway").click();
    expect(window.location.hash).toBe("#/client/7/client");
  });

  it("b8 shows what happened, what to do, and folds the raw cause", () => {
    render(
      <ProblemBox
        problem={problem("network", "", { detail: "dns error", facts: { host: "graph.example" } })}
      />,
    );
    expect(screen.getByRole("alert")).toHaveTextContent("graph.example could not be reached");
    expect(screen.getByText("dns error").closest("details")).not.toHaveAttribute("open");
  });
});
