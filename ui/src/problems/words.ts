import type { TFunction } from "i18next";
import type { Problem } from "../host/bindings";

export interface Words {
  /** One line, for where there is no room. */
  line: string;
  title: string;
  what: string;
  you: string[];
  /** What Microsoft's support asks for: its number, and the id of the case where our words do not suffice. */
  support?: string | undefined;
  /** What differs between what was seen and what is, at most the first of it. */
  differs: string[];
}

/** These say more than the number that came with them. */
const tellThemselves = ["code-expired", "device-declined"];

/**
 * A problem in the page's words; what has none keeps the core's own message and hints.
 * A refusal by Microsoft speaks with the words of its number, under the title of its class.
 */
export function wordsOf(t: TFunction<"problems">, problem: Problem): Words {
  const { code, facts } = problem;
  const known = t(`${code}.title`, { ...facts, defaultValue: "" });
  if (!known) {
    const what = problem.message || t("unknown.what");
    return { line: what, title: t("unknown.title"), what, you: problem.hints, differs: [] };
  }
  const words: Words = {
    line: known,
    title: known,
    what: [facts.moved && t(`moved.${facts.moved}`, { defaultValue: "" }), t(`${code}.what`, facts)]
      .filter(Boolean)
      .join(" "),
    you: [t(`${code}.you`, facts)],
    support: supportOf(t, facts),
    differs: facts.differs?.split(" ") ?? [],
  };
  if (facts.said) return { ...words, what: t("says", { said: facts.said }) };
  const what = facts.aadsts && t(`aadsts:${facts.aadsts}.what`, { defaultValue: "" });
  if (!what || tellThemselves.includes(code)) return words;
  return { ...words, what, you: [t(`aadsts:${facts.aadsts}.you`)] };
}

/** As the core and whom it asked said it, in their own language: for where somebody asks for just that. */
export function rawOf({ code, message, detail }: Problem): string {
  return [code, detail ?? message].join("\n");
}

function supportOf(t: TFunction<"problems">, { aadsts, correlation }: Problem["facts"]) {
  const id = correlation && t("correlation", { id: correlation });
  return [aadsts && `AADSTS${aadsts}`, id].filter(Boolean).join(", ") || undefined;
}
