import { cleanup, render, screen, within } from "@testing-library/react";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { allWords, languages, startWords } from "../app/i18n";
import { view } from "../host/fake/cast";
import { problem } from "../host/fake/world";
import german from "../locales/de/aadsts.json";
import english from "../locales/en/aadsts.json";
import { Failed } from "../wizard/connect/Failed";
import refusals from "./refusals.json";
import { wordsOf } from "./words";

const client = view({ id: 1, name: "Larkfield Foods", colour: "teal" });
const refused = ({ number, code, message, hints }: (typeof refusals)[number]) =>
  problem(code, message, { hints, facts: { aadsts: String(number) } });

/** What stands on the page where a sign-in ended with this number. */
function shown(refusal: (typeof refusals)[number]): string {
  render(<Failed problem={refused(refusal)} client={client} onApproval={() => {}} />);
  const box = screen.getByTestId("problem");
  const buttons = within(box).queryAllByRole("button");
  const lines = [
    `AADSTS${refusal.number} [${refusal.code}]`,
    within(box).getByRole("heading").textContent,
    ...[...box.querySelectorAll("dl > div")].map(
      (row) => `${row.querySelector("dt")?.textContent}: ${row.querySelector("dd")?.textContent}`,
    ),
    ...buttons.map((button) => `[${button.textContent}]`),
  ];
  cleanup();
  return lines.join("\n  ");
}

describe("Microsoft's refusals", () => {
  it("m2 say in English exactly what the core says", () => {
    const core = refusals.map(({ number, message, hints }) => [
      String(number),
      { what: message.replace(` (AADSTS${number})`, ""), you: hints.join(" ") },
    ]);
    expect(english).toEqual(Object.fromEntries(core));
  });

  it("m2 have words of their own for every number in both languages", () => {
    const numbers = refusals.map(({ number }) => String(number));
    expect(numbers.length).toBeGreaterThan(70);
    expect(Object.keys(german)).toEqual(numbers);
    for (const [number, { what, you }] of Object.entries(german)) {
      for (const text of [what, you]) expect(text, number).toMatch(/^[A-ZÄÖÜ].{8,178}\.$/);
    }
  });

  it.each(languages)("m2 read as reviewed, in %s", async (language) => {
    await startWords(language).then(allWords);
    const pages = refusals.map(shown).join("\n\n");
    await expect(`${pages}\n`).toMatchFileSnapshot(`./refusals.${language}.txt`);
    await startWords("en").then(allWords);
  });

  it("m2 of an unknown number shows Microsoft's own sentence, the number and the id for its support", () => {
    const facts = { aadsts: "987654", said: "The moon is in the wrong house.", correlation: "c-2" };
    render(<Failed problem={problem("microsoft-refused", "", { facts })} client={client} />);
    const box = screen.getByTestId("problem");
    expect(box).toHaveTextContent("Microsoft says: “The moon is in the wrong house.”");
    expect(box).toHaveTextContent("AADSTS987654, correlation ID c-2");
    expect(within(box).getByRole("heading")).toHaveTextContent("Microsoft refused the sign-in");
  });

  it("m2 words of an ended sign-in are those of its number, of an expired code its own", () => {
    const t = i18next.getFixedT("en", "problems");
    const ended = wordsOf(t, problem("sign-in-ended", "", { facts: { aadsts: "50133" } }));
    expect(ended.what).toBe("The sign-in ended because the password changed.");
    const expired = wordsOf(t, problem("code-expired", "", { facts: { aadsts: "70008" } }));
    expect(expired.what).toMatch(/^Its code expired before it was used/);
    expect(expired.support).toBe("AADSTS70008");
  });
});
