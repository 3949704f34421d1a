import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { PlanApply, RunView } from "../../host/bindings";
import type { FakeHost } from "../../host/fake";
import { sheetOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { quiet, sent } from "../../test/run";
import { show } from "../../test/show";
import { open, planned } from "./opened";

withLayout();
const path = "#/client/1/review";
const applied = (host: FakeHost) => sent<PlanApply>(host, "plan_apply");
const held = () => screen.getByTestId("held");

test("held steps stand first, say why, and stay out of the primary action", async () => {
  await open();
  expect(within(held()).getByText(/9 removals are held/)).toBeVisible();
  expect(held()).toHaveTextContent("Nothing of it has happened.");
  const ready = screen.getByTestId("plan-ready").dataset.count;
  expect(screen.getByTestId("action-primary")).toHaveTextContent(`Apply ${ready} changes to Larkfield Foods`);
  expect(screen.getByText("9 held changes stay out")).toBeVisible();
});

test("b3 an approval is collected, shown in the count, and sent with the hash that was seen", async () => {
  const { host, user } = await open();
  const ready = Number(screen.getByTestId("plan-ready").dataset.count);
  await user.click((await within(held()).findAllByTestId("approve"))[0] as HTMLElement);
  expect(screen.getByTestId("action-primary")).toHaveTextContent(`Apply ${ready + 1} changes`);
  await user.click(screen.getByTestId("action-primary"));
  await waitFor(() => expect(applied(host)).toHaveLength(1));
  expect(applied(host)[0]).toMatchObject({ client: 1, plan: 58, approveAll: false });
  expect(applied(host)[0]?.approved).toHaveLength(1);
  expect(applied(host)[0]?.hash).toHaveLength(64);
  await screen.findByTestId("screen-apply");
});

test("b3 many removals need the client's name typed", async () => {
  const host = quiet();
  await planned(host, {
    held: 12,
    heldRemovals: 12,
    holds: [{ hold: "brake", count: 12, removals: 12 }],
    brake: { done: 54, planned: 12, limit: 60, holds: true, services: [] },
  });
  const { user } = await open(host);
  await user.click(screen.getByTestId("approve-all"));
  await user.click(screen.getByTestId("action-primary"));
  const dialog = await screen.findByTestId("confirm");
  expect(dialog).toHaveTextContent("12 removals are part of this");
  await user.click(within(dialog).getByTestId("confirm-action"));
  expect(applied(host)).toEqual([]);
  await user.type(within(dialog).getByTestId("confirm-name"), "Larkfield Foods");
  await user.click(within(dialog).getByTestId("confirm-action"));
  await waitFor(() => expect(applied(host)).toHaveLength(1));
  expect(applied(host)[0]).toMatchObject({ approveAll: true, approved: [], clientName: "Larkfield Foods" });
});

test("ctrl enter never applies", async () => {
  const { host, user } = await open();
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(applied(host)).toEqual([]);
});

test("mail that will be refused is said strongly, with the way to those it hits", async () => {
  const { user } = await open();
  const notice = screen.getByTestId("notice-unlisted");
  expect(notice).toHaveTextContent("Mail to 4 addresses of larkcatering.example will be refused");
  await user.click(within(notice).getByRole("button", { name: "Show them in Mailboxes" }));
  expect(await screen.findByTestId("filter-state")).toHaveValue("not-chosen");
});

test("a domain that was left behind says what the gateway goes on doing, with the way to it", async () => {
  const host = quiet();
  await planned(host, { notices: [{ notice: "left-behind", domain: "larkold.example" }] });
  const { user } = await open(host);
  const notice = screen.getByTestId("notice-left-behind");
  expect(notice).toHaveTextContent("larkold.example is left behind in the gateway");
  expect(notice).toHaveTextContent("still refuses mail to addresses it does not list there");
  await user.click(within(notice).getByRole("button", { name: "Show it in Domains" }));
  await screen.findByTestId("screen-domains");
});

test("r15 a domain of another account is named with its holder", async () => {
  const host = quiet();
  await planned(host, { notices: [{ notice: "domain-held", domain: "larkold.example", owner: "acme" }] });
  await open(host);
  expect(screen.getByTestId("notice-domain-held")).toHaveTextContent("larkold.example is left out");
  expect(screen.getByTestId("notice-domain-held")).toHaveTextContent("acme holds it in the gateway");
});

test("the plan is made on entry, so that it holds every choice made before", async () => {
  const host = quiet();
  const fresh = await host.call("plan_get", { client: 1, plan: 58 });
  host.answer("plan_make", () => ({ ...fresh, plan: 59 }));
  host.answer("plan_get", ({ plan }) => ({ ...fresh, plan }));
  await open(host);
  expect(await screen.findByText(/Plan 59, made/)).toBeVisible();
});

test("b3 a plan that grows old while it is read says so and is not applied", async () => {
  const host = quiet();
  const fresh = await host.call("plan_get", { client: 1, plan: 58 });
  host.answer("plan_make", () => fresh);
  host.answer("plan_get", () => ({ ...fresh, stale: true }));
  const { user } = await open(host);
  expect(await screen.findByText("The plan is old")).toBeVisible();
  await user.click(screen.getByTestId("action-primary"));
  expect(applied(host)).toEqual([]);
  await user.click(screen.getByTestId("plan-again"));
  await waitFor(() => expect(host.calls.filter(({ command }) => command === "plan_make")).toHaveLength(2));
});

test("a plan that fails to be made shows why and can be made again", async () => {
  const host = quiet();
  host.answer("plan_make", () => {
    throw {
      code: "gateway-refused",
      message: "Refused.",
      hints: [],
      detail: null,
      facts: {},
      exit: "outside",
    };
  });
  show(path, host);
  expect(await screen.findByTestId("problem")).toHaveTextContent("Refused.");
  expect(screen.getByRole("button", { name: "Plan again" })).toBeVisible();
});

test("an empty plan says that both sides agree, with the way home", async () => {
  const host = quiet();
  await planned(host, { ready: 0, held: 0, notices: [] });
  const { user } = show(path, host);
  expect(await screen.findByText("Gateway and tenant agree")).toBeVisible();
  await user.click(screen.getByTestId("action-primary"));
  await screen.findByTestId("screen-cockpit");
});

test("search and cards narrow the list, groups fold, and the way back is offered", async () => {
  const { user } = await open();
  await screen.findByTestId("step-larkdeli.example");
  await user.click(screen.getByRole("button", { name: /^Domains/ }));
  await waitFor(() => expect(screen.queryByTestId("step-larkdeli.example")).toBeNull());
  await user.click(screen.getByTestId("card-changed"));
  await screen.findByTestId("step-accounts@larkfield.example");
  expect(screen.queryByRole("button", { name: /^New mailboxes/ })).toBeNull();
  await user.type(screen.getByTestId("search"), "zzz");
  expect(await screen.findByText("No change matches")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Clear filter" }));
  await screen.findByTestId("step-accounts@larkfield.example");
});

test("the screen is clean for axe", async () => {
  const { container } = await open();
  await screen.findByTestId("step-larkdeli.example");
  expect(await axe(container)).toEqual([]);
});

test("w7 a run that ended before its answer came is shown as ended", async () => {
  const host = quiet();
  const { user } = await open(host);
  host.answer("run_get", () => {
    const { run } = sheetOf(host.world, 1);
    return { ...(run as RunView), state: "ended", ended: new Date().toISOString() };
  });
  await user.click(screen.getByTestId("action-primary"));
  await screen.findByTestId("run-done");
});
