import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { DomainRow, Problem } from "../../host/bindings";
import { fakeHost } from "../../host/fake";
import { clientOf, sheetOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { show } from "../../test/show";
import { standingOf } from "./standing";

const path = "#/client/1/domains";
const line = (name: string) => screen.findByTestId(`domain-${name}`);
const open = async () => {
  const shown = show(path, fakeHost("small"));
  await line("larkfield.example");
  return shown;
};
const sent = (host: ReturnType<typeof fakeHost>, command: string) =>
  host.calls.filter((call) => call.command === command).map(({ request }) => request);

test("r13 a domain that cannot be chosen stays, with its reason and the way out", async () => {
  const { user } = await open();
  expect(within(await line("larkbox.example")).getByRole("checkbox")).toBeDisabled();
  expect(await line("larkbox.example")).toHaveTextContent("Not verified in Microsoft 365");
  expect(await line("larkfieldexample.onmicrosoft.com")).toHaveTextContent("Microsoft’s own address");
  // R11: one domain, one client; the way leads to that client.
  expect(await line("oldlark.example")).toHaveTextContent("Belongs to client Quillon Logistics");
  await user.click(screen.getByRole("button", { name: "Open Quillon Logistics" }));
  expect(window.location.hash).toMatch(/^#\/client\/\d+\/domains$/);
});

test("space chooses a domain, arrows walk over what can be chosen, archiving follows", async () => {
  const { host, user } = await open();
  within(await line("larkcatering.example"))
    .getByRole("checkbox")
    .focus();
  await user.keyboard("{ArrowDown}{ArrowUp} ");
  expect(sent(host, "domain_choose")).toEqual([
    {
      client: 1,
      changes: [expect.objectContaining({ name: "larkcatering.example", selected: false, archiving: null })],
    },
  ]);
  await user.click(within(await line("larkdeli.example")).getByRole("switch"));
  expect(sent(host, "domain_choose").at(-1)).toMatchObject({
    changes: [{ name: "larkdeli.example", archiving: false, selected: null }],
  });
});

test("F5 reads the tenant again, once at a time", async () => {
  const { host, user } = await open();
  await user.keyboard("{F5}");
  await waitFor(() => expect(sent(host, "fetch_start")).toHaveLength(1));
});

test("without a chosen domain the way on is blocked and says why", async () => {
  const { host } = show(path, fakeHost("small"));
  host.answer("domain_list", () => ({ domains: [], readAt: null }));
  expect(await screen.findByText("No domains read yet")).toBeVisible();
  expect(screen.getByTestId("action-primary")).toHaveAttribute("aria-disabled", "true");
  expect(screen.getByTestId("why-not")).toHaveTextContent("Choose at least one domain");
});

test("what the way on waits for is gone once a domain is chosen", async () => {
  const host = fakeHost("small");
  for (const domain of sheetOf(host.world, 1).domains) domain.selected = false;
  const { user } = show(path, host);
  const box = within(await line("larkfield.example")).getByRole("checkbox");
  expect(screen.getByTestId("why-not")).toBeVisible();
  await user.click(box);
  await waitFor(() => expect(screen.queryByTestId("why-not")).toBeNull());
  expect(screen.getByTestId("action-primary")).not.toHaveAttribute("aria-disabled", "true");
});

test("a failed reading shows the problem and can be tried again", async () => {
  const host = fakeHost("small");
  host.answer("domain_list", () => {
    throw { code: "store-busy", message: "Busy.", hints: [], detail: null, facts: {}, exit: "other" };
  });
  show(path, host);
  expect(await screen.findByTestId("problem")).toHaveTextContent("Busy.");
});

test("r10 a domain whose LDAP sync goes off says so before it is chosen for good", () => {
  const row = { selected: true, state: "exists", ldapSync: true } as DomainRow;
  expect(standingOf(row)).toEqual({ mark: "info", word: "existsLdap" });
  expect(standingOf({ ...row, ldapSync: false }).word).toBe("exists");
  expect(standingOf({ ...row, selected: false, state: "managed" }).word).toBe("ends");
});

test("b2 a domain that is gone from the tenant can only be deselected", async () => {
  const host = fakeHost("small");
  const { domains } = sheetOf(host.world, 1);
  domains[1] = { ...(domains[1] as DomainRow), state: "vanished" };
  const { user, container } = show(path, host);
  const gone = await line("larkdeli.example");
  expect(gone).toHaveTextContent("Gone from the tenant");
  expect(gone).toHaveTextContent("Deselect it to go on");
  expect(within(gone).queryByRole("switch")).toBeNull();
  expect(await axe(container)).toEqual([]);
  await user.click(within(gone).getByRole("checkbox"));
  expect(sent(host, "domain_choose")).toEqual([
    {
      client: 1,
      changes: [expect.objectContaining({ name: "larkdeli.example", selected: false, archiving: null })],
    },
  ]);
  await waitFor(() => expect(within(gone).getByRole("checkbox")).toBeDisabled());
  expect(gone).not.toHaveTextContent("Deselect it");
});

test("the screen is clean for axe", async () => {
  const { container } = await open();
  expect(await axe(container)).toEqual([]);
});

test("m5 an internal relay says before it is chosen what refusing unlisted addresses would do", async () => {
  show("#/client/1/domains", fakeHost());
  const line = await screen.findByTestId("domain-larkmill.example");
  expect(within(line).getByTestId("relay")).toHaveTextContent(/Some of its mailboxes are elsewhere/);
});

test("r14 a domain that mirrors another is offered as its alias, and can be one of its own again", async () => {
  const { host, user, container } = await open();
  const mirror = await line("xn--lrkfisch-0za.example");
  expect(within(mirror).getByTestId("alias")).toHaveTextContent(
    "All its addresses mirror larkfield.example.",
  );
  await user.click(within(mirror).getByTestId("alias-make"));
  expect(sent(host, "domain_choose").at(-1)).toMatchObject({
    changes: [{ name: "xn--lrkfisch-0za.example", aliasOf: "larkfield.example", selected: true }],
  });
  expect(within(mirror).getByTestId("alias")).toHaveTextContent("Alias of larkfield.example");
  expect(await axe(container)).toEqual([]);
  await user.click(await within(mirror).findByTestId("alias-end"));
  expect(sent(host, "domain_choose").at(-1)).toMatchObject({ changes: [{ aliasOf: "", selected: null }] });
});

test("w3 where mail goes today stands under the delivery route", async () => {
  const host = fakeHost("small");
  const list = await host.call("domain_list", { client: 1 });
  const at = "2026-11-22T08:00:00Z";
  for (const domain of list.domains) {
    if (domain.name === "larkfield.example") {
      const records = ["10 mx1.gateway.example", "20 mx2.gateway.example"];
      domain.currentMx = { records, route: "gateway", at };
    }
    if (domain.name === "larkdeli.example") domain.currentMx = { records: [], route: "unknown", at };
  }
  host.answer("domain_list", () => list);
  const { container } = show(path, host);
  const today = (name: string) => line(name).then((row) => within(row).getByTestId("mx"));
  expect(await today("larkfield.example")).toHaveTextContent(
    "MX today the gateway 10 mx1.gateway.example, 20 mx2.gateway.example",
  );
  expect(await today("larkdeli.example")).toHaveTextContent("MX today could not be looked up");
  expect(within(await line("larkcatering.example")).queryByTestId("mx")).toBeNull();
  expect(await axe(container)).toEqual([]);
});
test("b8 a later reading that failed says so, though an older one is shown", async () => {
  const host = fakeHost("small");
  const failed = { code: "network", message: "No answer.", hints: [], detail: null, facts: {} };
  clientOf(host.world, 1).row.problem = { ...failed, exit: "outside" } as Problem;
  show(path, host);
  expect(await line("larkfield.example")).toBeVisible();
  expect(await screen.findByTestId("problem")).toHaveAttribute("data-code", "network");
});

test("the kinds of a domain add up to its recipients", async () => {
  const host = fakeHost("small");
  const kinds = ["user", "shared", "room", "equipment", "distribution-list", "mail-contact"] as const;
  const { domains } = sheetOf(host.world, 1);
  const byKind = kinds.map((kind, at) => ({ kind, count: at + 1 }));
  domains[0] = { ...(domains[0] as DomainRow), recipients: 21, byKind };
  show(path, host);
  const other = within(await line("larkfield.example")).getByTestId("other-kinds");
  expect(other).toHaveTextContent("+11");
  expect(other).toHaveTextContent("List: 5, Contact: 6");
  expect(screen.getByText(/addresses in several domains counts in each/)).toBeVisible();
});
