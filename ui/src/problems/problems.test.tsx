import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { problem } from "../host/fake/world";
import english from "../locales/en/problems.json";
import { ProblemBox } from "./ProblemBox";
import { entryOf, table } from "./table";
import { wordsOf } from "./words";

describe("the table of problems", () => {
  it("has words for each code and no words for others", () => {
    const frame = ["what", "you", "cause", "signIn", "unknown"];
    const worded = Object.keys(english).filter((key) => !frame.includes(key));
    expect(worded.sort()).toEqual([...table.keys()].sort());
  });

  it("words a code with the facts of the problem", () => {
    const t = i18next.getFixedT("en", "problems");
    const words = wordsOf(t, problem("port-occupied", "", { facts: { port: "49152" } }));
    expect(words.what).toBe("Port 49152 on this computer is used by another program.");
  });

  it("keeps the core's own words where it has none", () => {
    const t = i18next.getFixedT("en", "problems");
    const words = wordsOf(t, problem("never-heard-of", "The moon is full.", { hints: ["Wait."] }));
    expect(words).toMatchObject({ line: "The moon is full.", you: ["Wait."] });
    expect(entryOf("never-heard-of").severity).toBe("error");
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
