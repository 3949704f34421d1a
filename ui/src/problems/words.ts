import type { TFunction } from "i18next";
import type { Problem } from "../host/bindings";

export interface Words {
  /** One line, for where there is no room. */
  line: string;
  title: string;
  what: string;
  you: string[];
}

/** A problem in the page's words; what has none keeps the core's own message and hints. */
export function wordsOf(t: TFunction<"problems">, problem: Problem): Words {
  const known = t(`${problem.code}.title`, { ...problem.facts, defaultValue: "" });
  if (!known) {
    const what = problem.message || t("unknown.what");
    return { line: what, title: t("unknown.title"), what, you: problem.hints };
  }
  return {
    line: known,
    title: known,
    what: t(`${problem.code}.what`, problem.facts),
    you: [t(`${problem.code}.you`, problem.facts)],
  };
}
