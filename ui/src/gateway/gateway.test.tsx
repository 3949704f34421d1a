import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ClientAdd, GatewayPassword, GatewayTry } from "../host/bindings";
import { problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { toldAndShown } from "../test/folder";
import { quiet, sent } from "../test/run";
import { show } from "../test/show";
import { addressOf, placeOf, tryOf } from "./draft";

const open = async (client: number, host = quiet()) => {
  const shown = show(`#/client/${client}/client`, host);
  await screen.findByTestId("gateway");
  return shown;
};

test("w1 a new client's gateway is chosen with its credentials, and the password is nowhere on the page", async () => {
  const { user, host, container } = show("#/new", quiet());
  await user.type(await screen.findByTestId("field-client-name"), "Penhallow Bakery");
  await user.click(await screen.findByTestId("gateway-mail-assure"));
  expect(screen.getByTestId("prerequisites")).toHaveTextContent("An administrator of Mail Assure");
  const next = screen.getByTestId("action-primary");
  expect(next).toHaveAttribute("aria-disabled", "true");
  expect(screen.getAllByText("Type where the gateway is.").length).toBeGreaterThan(0);
  await user.type(screen.getByTestId("field-gateway"), "https://panel.filter.example");
  await user.type(screen.getByTestId("field-gateway-user"), "msp@tenantry.example");
  const password = screen.getByTestId("field-gateway-password");
  expect(password).toHaveAttribute("type", "password");
  expect(password).toHaveAttribute("autocomplete", "new-password");
  await user.type(password, "s3cret");
  expect(await axe(container)).toEqual([]);
  await user.click(next);
  await screen.findByTestId("screen-connect");
  expect(sent<ClientAdd>(host, "client_add")[0]).toMatchObject({
    gateway: "mail-assure:https://panel.filter.example",
    gatewayUser: "msp@tenantry.example",
    gatewayPassword: "s3cret",
  });
  await user.click(screen.getByTestId("back"));
  await screen.findByTestId("gateway");
  expect(document.body.innerHTML).not.toContain("s3cret");
});

test("kinds of gateways that cannot be read are told, not left out", async () => {
  const host = quiet();
  host.answer("gateway_kinds", () => {
    throw problem("broken", "Something broke.");
  });
  show("#/new", host);
  expect(await screen.findByTestId("problem")).toHaveAttribute("data-code", "broken");
});

test("a gateway shows what it is, answers a test, and what it cannot do is not there", async () => {
  const { user, container, host } = await open(3);
  const panel = await screen.findByTestId("gateway");
  expect(panel).toHaveTextContent("postgres://mail.tidewell.example:5432/tenantry?sslmode=verify-full");
  expect(screen.queryByTestId("panel-open")).toBeNull();
  expect(screen.queryByTestId("hands-open")).toBeNull();
  await user.click(screen.getByTestId("test-connection"));
  expect(await screen.findByText(/The gateway answers: PostgreSQL/)).toBeVisible();
  await user.click(screen.getByTestId("files-write"));
  const folder = "/home/technician/.local/share/tenantry/gateway-files/3";
  await toldAndShown(user, host, "files-written", folder);
  expect(await axe(container)).toEqual([]);
});

test("a test that fails says why and what to do", async () => {
  const host = quiet();
  host.answer("gateway_test", () => {
    throw problem("gateway-credentials", "", { facts: { gateway: "panel.filter.example" } });
  });
  const { user } = await open(2, host);
  await user.click(screen.getByTestId("test-connection"));
  const told = await screen.findByTestId("problem");
  expect(told).toHaveTextContent("panel.filter.example answers, and refuses user and password");
});

test("another gateway is compared first, and the change says what happens to the present one", async () => {
  const { user, host } = await open(1);
  await user.click(screen.getByTestId("test-connection"));
  expect(await screen.findByText(/The gateway answers: Local gateway/)).toBeVisible();
  await user.click(screen.getByTestId("gateway-change"));
  const sheet = await screen.findByTestId("change-gateway");
  await user.click(within(sheet).getByTestId("gateway-postgres"));
  await user.type(within(sheet).getByTestId("field-gateway"), "postgres://db.example/tenantry");
  await user.type(within(sheet).getByTestId("field-gateway-user"), "tenantry");
  expect(screen.getByTestId("compare")).toHaveAttribute("aria-disabled", "true");
  await user.type(within(sheet).getByTestId("field-gateway-password"), "s3cret");
  expect(screen.queryByTestId("change-action")).toBeNull();
  await user.click(screen.getByTestId("compare"));
  const compared = await screen.findByTestId("compared");
  expect(compared).toHaveTextContent("1,037Not therewould be added");
  expect(within(compared).getByTestId("compared-larkdeli.example")).toHaveTextContent("It is kept in step.");
  expect(screen.getByTestId("what-happens")).toHaveTextContent("Earlier runs cannot be undone any more");
  expect(await axe(sheet)).toEqual([]);
  expect(sent(host, "gateway_change")).toEqual([]);

  await user.click(screen.getByTestId("change-action"));
  const confirm = await screen.findByTestId("confirm");
  expect(confirm).toHaveTextContent("The present gateway keeps what it has");
  await user.type(within(confirm).getByTestId("confirm-name"), "Larkfield Foods");
  await user.click(within(confirm).getByTestId("confirm-action"));
  await waitFor(() => expect(screen.queryByTestId("change-gateway")).toBeNull());
  expect(sent<GatewayTry>(host, "gateway_change")).toEqual([
    { client: 1, gateway: "postgres://db.example/tenantry", user: "tenantry", password: "s3cret" },
  ]);
  expect(await screen.findByText("postgres://db.example/tenantry")).toBeVisible();
  expect(screen.queryByText(/The gateway answers/)).toBeNull();
});

test("what was compared counts no more once something else is typed", async () => {
  const { user } = await open(1);
  await user.click(screen.getByTestId("gateway-change"));
  const sheet = await screen.findByTestId("change-gateway");
  await user.type(within(sheet).getByTestId("field-gateway"), "-fresh");
  await user.click(screen.getByTestId("compare"));
  expect(await screen.findByTestId("compared")).toHaveTextContent("It is made when it is first used");
  await user.type(within(sheet).getByTestId("field-gateway"), "er");
  expect(screen.queryByTestId("compared")).toBeNull();
  expect(screen.queryByTestId("change-action")).toBeNull();
});

test("new credentials for the same gateway are saved without a word about another", async () => {
  const { user, host } = await open(2);
  await user.click(screen.getByTestId("gateway-change"));
  const sheet = await screen.findByTestId("change-gateway");
  expect(within(sheet).getByTestId("field-gateway-user")).toHaveValue("msp@tenantry.example");
  expect(within(sheet).getByTestId("field-gateway-password")).toHaveValue("");
  await user.type(within(sheet).getByTestId("field-gateway-password"), "n3w");
  await user.click(screen.getByTestId("compare"));
  expect(await screen.findByText(/Only the credentials change/)).toBeVisible();
  expect(screen.getByTestId("compared")).toHaveTextContent("This gateway cannot list its mailboxes");
  await user.click(screen.getByTestId("change-action"));
  await waitFor(() => expect(screen.queryByTestId("change-gateway")).toBeNull());
  expect(sent<GatewayTry>(host, "gateway_change")).toEqual([
    { client: 2, user: "msp@tenantry.example", password: "n3w" },
  ]);
});

test("a comparison that fails changes nothing and says why", async () => {
  const { user, host } = await open(1);
  await user.click(screen.getByTestId("gateway-change"));
  const sheet = await screen.findByTestId("change-gateway");
  await user.click(within(sheet).getByTestId("gateway-postgres"));
  await user.type(within(sheet).getByTestId("field-gateway"), "postgres://db.example/webshop");
  await user.type(within(sheet).getByTestId("field-gateway-user"), "tenantry");
  await user.type(within(sheet).getByTestId("field-gateway-password"), "x");
  await user.click(screen.getByTestId("compare"));
  expect(await within(sheet).findByTestId("problem")).toHaveAttribute("data-code", "gateway-not-ours");
  expect(sent(host, "gateway_change")).toEqual([]);
});

test("r8 the outgoing user gets a password that is typed twice and shown never", async () => {
  const { user, host } = await open(2);
  await user.click(screen.getByTestId("outgoing-open"));
  const dialog = await screen.findByTestId("outgoing");
  await user.selectOptions(within(dialog).getByTestId("outgoing-domain"), "larkdeli.example");
  await user.type(within(dialog).getByTestId("outgoing-password"), "s3cret");
  await user.type(within(dialog).getByTestId("outgoing-again"), "s3cre");
  expect(dialog).toHaveTextContent("The two are not the same.");
  expect(within(dialog).getByTestId("outgoing-action")).toHaveAttribute("aria-disabled", "true");
  await user.type(within(dialog).getByTestId("outgoing-again"), "t");
  expect(await axe(dialog)).toEqual([]);
  await user.click(within(dialog).getByTestId("outgoing-action"));
  expect(await screen.findByTestId("outgoing-saved")).toHaveTextContent("larkdeli.example");
  expect(within(dialog).getByTestId("outgoing-password")).toHaveValue("");
  expect(sent<GatewayPassword>(host, "gateway_outgoing_password")).toEqual([
    { client: 2, domain: "larkdeli.example", password: "s3cret" },
  ]);
});

test("r8 microsoft's ranges are told with their version, and asked for again", async () => {
  const host = quiet();
  const never = { version: "2026010100", ranges: ["40.92.0.0/15"], readAt: null, shipped: true };
  const view = await host.call("gateway_get", { client: 1 });
  host.answer("gateway_get", () => ({ ...view, networks: never }));
  const { user } = await open(1, host);
  const panel = screen.getByTestId("networks");
  expect(panel).toHaveTextContent("2026010100");
  expect(panel).toHaveTextContent("The copy that came with Tenantry");
  await user.click(screen.getByTestId("networks-refresh"));
  await waitFor(() => expect(sent(host, "networks_refresh")).toEqual([{ client: 1 }]));
  host.answer("networks_refresh", () => {
    throw problem("networks-unreadable", "");
  });
  await user.click(screen.getByTestId("networks-refresh"));
  expect(await within(panel).findByTestId("problem")).toHaveTextContent("stay in use");
});

test("an address is the command line's, and the stored gateway is not named again", () => {
  const typed = { user: "", password: "" };
  expect(addressOf({ ...typed, kind: "local", place: " " })).toBe("local");
  expect(addressOf({ ...typed, kind: "local", place: "/srv/a" })).toBe("local:/srv/a");
  expect(addressOf({ ...typed, kind: "mail-assure", place: "mail-assure:https://p.example" })).toBe(
    "mail-assure:https://p.example",
  );
  expect(placeOf("local", "local")).toBe("");
  expect(tryOf(1, { ...typed, kind: "local", place: "/srv/a" }, "local:/srv/a")).toEqual({ client: 1 });
});
