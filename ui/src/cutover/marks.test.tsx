import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { CutoverMark } from "../host/bindings";
import { withLayout } from "../test/layout";
import { sent } from "../test/run";
import { open, telling } from "./opened";

withLayout();

const journalOf = { client: 1, domain: "larkdeli.example", step: "journal", objects: 0 } as const;

test("w8 r17 what no look-up can tell is ticked with who and when, and taken back", async () => {
  const { user, host } = await open();
  await user.click(screen.getByTestId("open-journal"));
  const journal = screen.getByTestId("cutover-journal");
  await user.type(within(journal).getByRole("textbox"), "rule seen");
  await user.click(screen.getByTestId("mark-journal"));
  await waitFor(() => expect(journal).toHaveTextContent("Ticked by Sam Hollis"));
  expect(journal).toHaveTextContent("“rule seen”");
  await user.click(screen.getByTestId("unmark-journal"));
  await waitFor(() => expect(journal).not.toHaveTextContent("Ticked by"));
  expect(sent<CutoverMark>(host, "cutover_mark")).toEqual([
    { ...journalOf, done: true, note: "rule seen", code: "exchange-missing" },
    { ...journalOf, done: false, note: null, code: "exchange-missing" },
  ]);
});

test("w8 r17 a mark that was given for fewer mailboxes says so, and is given again for those of today", async () => {
  const mark = { who: "Sam Hollis", at: "2026-11-20T10:12:00Z", note: "left out on purpose" };
  const facts = { count: "150", accepted: "2" };
  const more = { state: "look", code: "recipients-unchosen", facts, mark, takesMark: true } as const;
  const marked = await telling(({ domains }) => ({
    domains: domains.map((domain) => ({
      ...domain,
      steps: domain.steps.map((step) => (step.kind === "recipients" ? { ...step, ...more } : step)),
    })),
  }));
  const { user, host } = await open(marked);
  const step = screen.getByTestId("cutover-recipients");
  expect(step).toHaveTextContent("Nobody chose 150 others of this domain.");
  expect(step).toHaveTextContent("It was marked as done when there were 2; look again.");
  if (!screen.queryByTestId("mark-recipients")) await user.click(screen.getByTestId("open-recipients"));
  expect(screen.getByTestId("unmark-recipients")).toBeVisible();
  await user.click(screen.getByTestId("mark-recipients"));
  await waitFor(() =>
    expect(sent<CutoverMark>(host, "cutover_mark")).toMatchObject([
      { done: true, objects: 150, code: "recipients-unchosen" },
    ]),
  );
});
