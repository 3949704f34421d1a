import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Rehearse } from "../host/bindings";
import { problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { show } from "../test/show";
import { asItIs, choiceOf, deedOf, withDomain, withOptions } from "./draft";

withLayout();

const open = async (host = quiet()) => {
  const shown = show("#/client/1/review", host);
  await screen.findByTestId("plan-list");
  await shown.user.click(screen.getByTestId("files"));
  await shown.user.click(await screen.findByTestId("rehearsal-open"));
  await screen.findByTestId("try-add");
  return shown;
};

test("another choice, other options and an earlier day are tried, and nothing can be applied", async () => {
  const { host, user } = await open();
  const days = await screen.findByTestId("rehearsal-day");
  const [, , lastWeek] = [...days.querySelectorAll("option")];
  await user.selectOptions(days, lastWeek as HTMLElement);
  await user.click(await screen.findByTestId("rehearsal-larkdeli.example"));
  expect(screen.getByText("left out here only")).toBeVisible();
  await user.selectOptions(screen.getByTestId("try-kind"), "rooms");
  await waitFor(() =>
    expect(screen.getByTestId("try-add")).toHaveTextContent(/^Try it with 1\d\d mailboxes$/),
  );
  await user.click(screen.getByTestId("try-add"));
  await user.selectOptions(screen.getByLabelText("New mailboxes"), "review");
  expect(screen.getByTestId("rehearsal")).toHaveTextContent("4 things tried, the rest as it is");
  expect(await axe(screen.getByTestId("rehearsal"))).toEqual([]);
  await user.click(screen.getByTestId("rehearsal-start"));

  const banner = await screen.findByTestId("banner-rehearsal");
  expect(banner).toHaveTextContent("A rehearsal: nothing here can be applied.");
  const [asked] = sent<Rehearse>(host, "rehearse");
  expect(asked?.asOf).toBe(lastWeek?.value);
  expect(asked?.domains).toEqual(["larkfield.example", "larkcatering.example"]);
  expect(asked?.mailboxes).toMatchObject([
    { selected: false, incoming: null, target: { of: "filter", filter: { kinds: ["room"] } } },
  ]);
  expect(asked?.options?.newMailboxes).toBe("review");
  expect(await screen.findByTestId("plan-ready")).toHaveTextContent(/changes? would be made/);
  expect(screen.queryByTestId("approve-all")).toBeNull();
  expect(sent(host, "options_set")).toEqual([]);
  expect(sent(host, "domain_choose")).toEqual([]);
  expect(sent(host, "mailbox_choose")).toEqual([]);
});

test("a rehearsal is changed from its plan, with what it tried", async () => {
  const { user } = await open();
  await user.click(await screen.findByTestId("rehearsal-larkdeli.example"));
  await user.click(screen.getByTestId("rehearsal-start"));
  const banner = await screen.findByTestId("banner-rehearsal");
  await user.click(within(banner).getByTestId("rehearsal-open"));
  expect(await screen.findByText("left out here only")).toBeVisible();
  await user.click(screen.getByTestId("rehearsal-reset"));
  expect(screen.queryByText("left out here only")).toBeNull();
  expect(screen.getByTestId("rehearsal")).toHaveTextContent("Everything as it is");
});

test("what cannot be planned says so where it was asked for", async () => {
  const host = quiet();
  host.answer("rehearse", () => {
    throw problem("unknown-day", "");
  });
  const { user } = await open(host);
  await user.click(screen.getByTestId("rehearsal-start"));
  const sheet = screen.getByTestId("rehearsal");
  expect(await within(sheet).findByTestId("problem")).toHaveAttribute("data-code", "unknown-day");
});

test("the cockpit leads to it, too, and without a reading it says what is missing", async () => {
  const host = quiet();
  host.answer("snapshot_days", () => []);
  const { user } = show("#/", host);
  await user.click(await screen.findByTestId("menu-4"));
  await user.click(await screen.findByTestId("menu-rehearsal"));
  expect(await screen.findByText(/The tenant was never read/)).toBeVisible();
});

test("what is tried back to how it is counts for nothing", async () => {
  const now = ["a.example", "b.example"];
  const once = withDomain(asItIs, now, "a.example", false);
  expect(once.domains).toEqual(["b.example"]);
  expect(withDomain(once, now, "a.example", true).domains).toBeNull();
  const { options } = await quiet().call("options_get", { client: 1 });
  const other = withOptions(asItIs, options, { brakePercent: 9 });
  expect(other.options?.brakePercent).toBe(9);
  expect(withOptions(other, options, { brakePercent: options.brakePercent }).options).toBeNull();
  const filter = { kinds: [], domain: null, state: null, search: "", selected: null };
  expect(deedOf(choiceOf("archivingOff", filter))).toBe("archivingOff");
});
