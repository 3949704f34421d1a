import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { fakeHost } from "../host/fake";
import { minutes, problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { show } from "../test/show";

withLayout();

const open = async (path: string, screenName: string, host = quiet()) => {
  const shown = show(path, host);
  await screen.findByTestId(`screen-${screenName}`);
  return shown;
};

test("w9 a row of the cockpit opens the client's page, and one that is being set up the wizard", async () => {
  const { user } = show("#/", quiet());
  await user.click(
    within(await screen.findByTestId("client-1")).getByRole("link", { name: "Larkfield Foods" }),
  );
  expect(await screen.findByTestId("screen-overview")).toBeVisible();
  expect(screen.getByTestId("client-name")).toHaveTextContent("Larkfield Foods");
  window.location.hash = "#/";
  await user.click(within(await screen.findByTestId("client-8")).getByRole("link"));
  expect(await screen.findByTestId("screen-connect")).toBeVisible();
});

test("w9 the overview says in words how the client stands, what waits and what is billed, and is clean for axe", async () => {
  const { container } = await open("#/page/2/overview", "overview");
  expect(await screen.findByTestId("wait-hold-brake")).toHaveTextContent("410 removals are held");
  expect(screen.getByTestId("wait-hold-drift")).toHaveTextContent("2 were changed in the gateway by hand");
  expect(screen.getByTestId("wait-steps")).toHaveTextContent("next steps are open");
  expect(screen.getByTestId("wait-missing")).toHaveTextContent("1 permission is missing");
  expect(screen.getByTestId("state")).toHaveTextContent("Changes held412 wait for your look");
  expect(screen.getByTestId("billed-incoming")).toHaveTextContent("1,372");
  expect(screen.getByTestId("sign-in-left")).toHaveTextContent("88 days");
  expect(screen.getByTestId("sync")).toHaveTextContent(/8 min\.? ago/);
  expect(screen.getByTestId("last-run")).toHaveTextContent("Done");
  expect(await axe(container)).toEqual([]);
});

test("w9 a client for whom nothing waits says so", async () => {
  const host = quiet();
  const view = await host.call("client_get", { client: 7 });
  const receipt = view.receipt && { ...view.receipt, missing: [] };
  host.answer("client_get", () => ({ ...view, row: { ...view.row, openSteps: 0 }, receipt }));
  await open("#/page/7/overview", "overview", host);
  expect(await screen.findByTestId("waits")).toHaveTextContent("Nothing waits.");
  expect(screen.queryByTestId("billed-plan")).toBeNull();
  expect(screen.getByText("Practice")).toBeVisible();
});

test("w9 what waiting changes bill is one step from the overview", async () => {
  const { user } = await open("#/page/3/overview", "overview");
  await user.click(await screen.findByTestId("billed-plan"));
  await screen.findByTestId("screen-review");
  await user.click(await screen.findByTestId("bill"));
  expect(screen.getByTestId("bill-by-kind")).toBeVisible();
});

test("w9 sync, full re-sync, re-authorise, pause and resume are on every tab and say what they do", async () => {
  const { user, host } = await open("#/page/7/history", "history");
  const full = screen.getByTestId("act-full");
  await user.hover(full);
  expect(await screen.findByText(/Reads the whole tenant again/)).toBeInTheDocument();
  await user.click(screen.getByTestId("act-sync"));
  await waitFor(() => expect(sent(host, "sync_now")).toEqual([{ client: 7 }]));
  await waitFor(() => expect(full).toHaveAttribute("aria-disabled", "true"));
  await user.click(full);
  expect(sent(host, "sync_full")).toEqual([]);
  await user.click(screen.getByTestId("act-pause"));
  await user.click(await screen.findByTestId("act-resume"));
  await waitFor(() => expect(full).toHaveAttribute("aria-disabled", "false"));
  await user.click(full);
  await waitFor(() => expect(sent(host, "sync_full")).toEqual([{ client: 7 }]));
  await user.click(screen.getByTestId("act-reauthorise"));
  expect(await screen.findByTestId("screen-connect")).toBeVisible();
});

test("w9 the keys change tabs, and F5 synchronises", async () => {
  const { user, host } = await open("#/page/7/overview", "overview");
  await user.keyboard("{Control>}5{/Control}");
  expect(await screen.findByTestId("screen-history")).toBeVisible();
  await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
  expect(await screen.findByTestId("screen-import")).toBeVisible();
  await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  expect(await screen.findByTestId("screen-history")).toBeVisible();
  expect(fireEvent.keyDown(document.body, { key: "F5" })).toBe(false);
  await waitFor(() => expect(sent(host, "sync_now")).toEqual([{ client: 7 }]));
});

test("w9 mailboxes and changes are the wizard's own screens, without its way back and on", async () => {
  const { user } = await open("#/page/1/mailboxes", "mailboxes");
  expect(await screen.findByTestId("mailbox-grid")).toBeVisible();
  expect(screen.queryByTestId("back")).toBeNull();
  expect(screen.queryByTestId("save-close")).toBeNull();
  await user.click(screen.getByTestId("action-primary"));
  expect(window.location.hash).toBe("#/page/1/changes");
  expect(await screen.findByTestId("plan-ready")).toBeVisible();
  expect(screen.getByTestId("rail-changes")).toHaveAttribute("aria-current", "page");
});

test("w9 b5 the history lists every run on a page of its own, clean for axe", async () => {
  const { container, user } = await open("#/page/1/history", "history");
  await user.click(await screen.findByTestId("run-open-41"));
  expect(await screen.findByTestId("did-ann@larkfield.example")).toBeVisible();
  expect(await axe(container)).toEqual([]);
});

test("w9 settings hold name, gateway, sign-in, options, exceptions, each clean for axe", async () => {
  const { container, user, host } = await open("#/page/1/settings", "settings");
  const name = await screen.findByTestId("field-client-name");
  await user.clear(name);
  await user.type(name, "Larkfield Group");
  await user.tab();
  await waitFor(() => expect(screen.getByTestId("client-name")).toHaveTextContent("Larkfield Group"));
  expect(await axe(container)).toEqual([]);
  const inside: [string, RegExp][] = [
    ["gateway", /Test connection/],
    ["sign-in", /Sign out…/],
    ["options", /Time zone/],
    ["exceptions", /There are no exceptions/],
  ];
  for (const [section, words] of inside) {
    await user.click(screen.getByTestId(`section-${section}`));
    const shown = await screen.findByTestId(`settings-${section}`);
    await waitFor(() => expect(shown).toHaveTextContent(words));
    expect(await axe(container)).toEqual([]);
  }
  expect(sent(host, "client_change")).toMatchObject([{ client: 1, name: "Larkfield Group" }]);
});

test("w9 removing tells what stays where and wants the name typed, then goes home", async () => {
  const { user, host } = await open("#/page/4/settings", "settings");
  await user.click(screen.getByTestId("section-remove"));
  const told = await screen.findByTestId("remove");
  expect(told).toHaveTextContent("In the gatewayDomains, mailboxes, services and archive stay");
  expect(told).toHaveTextContent("In the tenantThe consent stays.");
  expect(told).toHaveTextContent("On this computerChoices, exceptions, history and the sign-in are deleted.");
  await user.click(screen.getByTestId("remove-client"));
  await user.click(await screen.findByTestId("confirm-action"));
  expect(sent(host, "client_remove")).toEqual([]);
  await user.type(screen.getByTestId("confirm-name"), "Stonebeck Law");
  await user.click(screen.getByTestId("confirm-action"));
  expect(await screen.findByTestId("screen-cockpit")).toBeVisible();
  expect(sent(host, "client_remove")).toEqual([{ client: 4 }]);
});

test("w9 without a network the page says how old it is and that sync goes on by itself", async () => {
  const host = quiet();
  const view = await host.call("client_get", { client: 1 });
  const row = { ...view.row, state: "failing" as const, problem: problem("network", "") };
  host.answer("client_get", () => ({ ...view, row, readAt: minutes(-36) }));
  await open("#/page/1/overview", "overview", host);
  const box = await screen.findByTestId("offline");
  expect(box).toHaveTextContent("No network. Sync waits and goes on by itself.");
  expect(box).toHaveTextContent(/36 min\.? ago/);
});

test("w9 b8 a client that cannot be read says why, with a way to try again", async () => {
  const host = fakeHost();
  host.answer("client_get", () => {
    throw problem("database", "");
  });
  const { container } = show("#/page/1/overview", host);
  const box = await screen.findByTestId("problem");
  expect(within(box).getByRole("button", { name: "Try again" })).toBeVisible();
  expect(await axe(container)).toEqual([]);
});

test("w3 w9 the domains of a client that is set up are chosen on its page, and lead to the changes", async () => {
  const { host, user } = await open("#/page/1/overview", "overview");
  await user.click(screen.getByTestId("rail-domains"));
  const line = await screen.findByTestId("domain-larkdeli.example");
  expect(screen.getByTestId("rail-domains")).toHaveAttribute("aria-current", "page");
  await user.click(within(line).getByRole("checkbox"));
  expect(sent(host, "domain_choose")).toHaveLength(1);
  await user.keyboard("{F5}");
  await waitFor(() => expect(sent(host, "fetch_start")).toHaveLength(1));
  expect(sent(host, "sync_now")).toHaveLength(0);
  await user.click(screen.getByTestId("action-primary"));
  await waitFor(() => expect(window.location.hash).toBe("#/page/1/changes"));
});
