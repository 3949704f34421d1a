import { cleanup, render, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App } from "../app/App";
import { allWords, startWords } from "../app/i18n";
import { type FakeHost, fakeHost } from "../host/fake";
import { withLayout } from "../test/layout";

type Words = { [key: string]: string | Words };

/** The catalogue in brackets, so that what is not from it stands out. */
function bracketed(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === "string" ? `⟦${value}⟧` : bracketed(value),
    ]),
  );
}

/** What Intl says of times and numbers, the keys that every keyboard has, and names. */
const given =
  /\b(Tenantry|Ctrl|Shift|Alt|Enter|Space|Esc|F\d|GMT|BST|UTC|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|AM|PM|in|ago|this|now|next|last|yesterday|tomorrow|today|sec|min|hr|hour|minute|day|days|wk|mo|yr)\b\.?/g;

/** A core that tells everything that it answered: names, addresses, values. */
function telling(): { host: FakeHost; answered: Set<string> } {
  const host = fakeHost("small");
  const answered = new Set<string>();
  const collect = (value: unknown) => {
    // An address may be broken before its domain.
    if (typeof value === "string") for (const one of [value, ...value.split(/(?=@)/)]) answered.add(one);
    else if (value && typeof value === "object") Object.values(value).forEach(collect);
  };
  const { call } = host;
  host.call = async (command, request) => {
    const answer = await call(command, request);
    collect(answer);
    return answer;
  };
  return { host, answered };
}

/** Words that are seen or heard and come neither from the catalogue nor from the core. */
function strays(answered: Set<string>): string[] {
  const seen: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ["aria-label", "title", "placeholder"]) seen.push(node.getAttribute(name) ?? "");
    } else if (!node.parentElement?.closest("kbd, code, pre, style, script, .mono, option")) {
      seen.push(node.textContent ?? "");
    }
  }
  // A text of the catalogue may be cut into nodes by the parts inside it: judged as a whole.
  const data = [...answered].filter((one) => one.length > 1).sort((a, b) => b.length - a.length);
  const rest = seen.map((text) => {
    let left = text
      .replace(/⟦[^⟦⟧]*⟧/g, " ")
      .replace(/⟦[^⟦⟧]*⟧/g, " ")
      .replace(/⟦[^⟦]*$|^[^⟧]*⟧/g, " ");
    for (const one of data) if (left.includes(one)) left = left.replaceAll(one, " ");
    // A gateway is answered as a URL and shown by its parts.
    left = left.replace(/(\/[\w.-]+)+/g, " ");
    return left
      .replace(given, " ")
      .replace(/\b[A-Z]{1,2}\b/g, " ")
      .trim();
  });
  return [...new Set(rest.filter((text) => /\p{L}{3,}/u.test(text)))];
}

const screens = [
  ["#/", "client-1"],
  ["#/new", "screen-client"],
  ["#/client/1/client", "gateway"],
  ["#/client/8/connect", "screen-connect"],
  ["#/client/1/connect", "receipt"],
  ["#/client/1/domains", "domain-larkfield.example"],
  ["#/client/1/mailboxes", "mailbox-grid"],
  ["#/client/1/options", "zone"],
  ["#/client/1/review", "plan-ready"],
  ["#/registration/global", "script"],
  ["#/page/1/overview", "sync"],
  ["#/page/1/history", "screen-history"],
  ["#/page/1/cutover", "guard"],
  ["#/page/1/settings", "settings-client"],
  ["#/settings", "version"],
] as const;

describe("the pseudo-locale", () => {
  withLayout();
  beforeAll(async () => {
    await startWords("en");
    await allWords();
    const words = i18next.store.data.en as unknown as Record<string, Words>;
    for (const [space, texts] of Object.entries(words)) {
      // Not deep, which would write into the catalogue itself.
      i18next.addResourceBundle("en", space, bracketed(texts), false, true);
    }
  });
  afterAll(async () => {
    cleanup();
    await startWords("en");
    await allWords();
  });

  it.each(screens)("%s shows no word that is not in the catalogue", async (path, there) => {
    window.location.hash = path;
    const { host, answered } = telling();
    const { container } = render(<App host={host} />);
    await waitFor(() => expect(container.querySelector(`[data-testid="${there}"]`)).not.toBeNull());
    expect(container.textContent).toContain("⟦");
    expect(container.textContent).not.toContain("{{");
    expect(strays(answered)).toEqual([]);
  });
});
