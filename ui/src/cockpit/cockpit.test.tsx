import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../host/fake";
import { granted } from "../host/fake/mailImport";
import { problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { show } from "../test/show";

const rows = () => screen.getAllByRole("link").filter((link) => link.dataset.client);
const called = (host: ReturnType<typeof fakeHost>, command: string) =>
  host.calls.filter((call) => call.command === command).map((call) => call.request);

describe("the cockpit", () => {
  it("w0 shows who needs me first, one action per row, and names the zone of its times", async () => {
    const { container } = show("#/", fakeHost());
    await screen.findByText("4 of 8 need you. Work from the top.");
    expect(rows()[0]).toHaveTextContent("Brackenmoor College");
    expect(screen.getByRole("columnheader", { name: /Last good sync \(\w+/ })).toBeVisible();
    const held = screen.getByTestId("client-2");
    expect(within(held).getByText("Changes held")).toBeVisible();
    expect(within(held).getByRole("button", { name: "Review" })).toBeVisible();
    expect(await axe(container)).toEqual([]);
  });

  it("filters by state and by typed words, and offers the way back", async () => {
    const { user } = show("#/", fakeHost());
    await user.click(await screen.findByRole("button", { name: /Failing/ }));
    expect(rows().map((row) => row.textContent)).toEqual(["Tidewell Care"]);
    await user.type(screen.getByTestId("filter"), "nobody");
    await user.click(screen.getByRole("button", { name: /Show all/ }));
    expect(rows()).toHaveLength(8);
  });

  it("w7 says what a run was cut short before, and offers the sync that goes on", async () => {
    const host = fakeHost();
    const { clients, ...rest } = await host.call("client_list", null);
    const cut = { state: "pending", pending: 0, left: 225, offer: "sync-now" } as const;
    const changed = clients.map((row) => (row.id === 2 ? { ...row, ...cut } : row));
    host.answer("client_list", () => ({ ...rest, clients: changed }));
    show("#/", host);
    const row = await screen.findByTestId("client-2");
    expect(within(row).getByText("Not all applied")).toBeVisible();
    expect(within(row).getByText("225 changes are left: the run was stopped")).toBeVisible();
    expect(within(row).getByRole("button", { name: "Sync now" })).toBeVisible();
  });

  it("is walked by keys: / to the filter, arrows from row to row, F5 syncs", async () => {
    const { user, host } = show("#/", fakeHost());
    await screen.findByTestId("client-1");
    await user.keyboard("/");
    expect(screen.getByTestId("filter")).toHaveFocus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByTestId("filter")).toHaveFocus();
    screen.getByTestId("filter").blur();
    // Where nothing has the focus, an arrow leads into the list.
    await user.keyboard("{ArrowDown}");
    expect(rows()[0]).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
    expect(rows()[3]).toHaveFocus();
    await user.keyboard("{F5}");
    expect(called(host, "sync_now")).toEqual([{ client: 1 }]);
  });

  it("pauses from the menu and leaves out what makes no sense", async () => {
    const { user, host } = show("#/", fakeHost());
    await user.click(await screen.findByTestId("menu-6"));
    expect(screen.queryByTestId("menu-sync")).toBeNull();
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("menu-1"));
    await user.click(await screen.findByTestId("menu-pause"));
    expect(called(host, "client_change")).toEqual([{ client: 1, name: null, colour: null, paused: true }]);
  });

  it("removes a client only when its name is typed", async () => {
    const { user, host } = show("#/", fakeHost());
    await user.click(await screen.findByTestId("menu-4"));
    await user.click(await screen.findByTestId("menu-remove"));
    const action = await screen.findByTestId("confirm-action");
    await user.click(action);
    expect(called(host, "client_remove")).toEqual([]);
    expect(await axe(screen.getByTestId("confirm"))).toEqual([]);
    await user.type(screen.getByTestId("confirm-name"), "Stonebeck Law");
    await user.click(action);
    await waitFor(() => expect(screen.queryByTestId("client-4")).toBeNull());
  });

  it("m8 names the application that stays in the tenant before a client is removed", async () => {
    const host = fakeHost();
    for (const { row } of host.world.clients) if (row.id === 4) row.mailApp = granted().app;
    const { user } = show("#/", host);
    await user.click(await screen.findByTestId("menu-4"));
    await user.click(await screen.findByTestId("menu-remove"));
    const left = await screen.findByTestId("app-left");
    expect(left).toHaveTextContent("its name is “Tenantry mail import”, and it may read mail");
    expect(left).toHaveTextContent(granted().app?.appId ?? "");
    expect(await axe(screen.getByTestId("confirm"))).toEqual([]);
  });

  it("offers a first client or practice when there is none", async () => {
    const { user, host, container } = show("#/", fakeHost("empty"));
    await user.click(await screen.findByTestId("practice-start"));
    await screen.findByTestId("screen-connect");
    expect(called(host, "client_add")).toMatchObject([{ practice: true }]);
    expect(screen.getByText("Practice")).toBeVisible();
    expect(await axe(container)).toEqual([]);
  });

  it("b8 says for whom an action did not work and leads to the way out", async () => {
    const host = fakeHost();
    host.answer("sync_now", ({ client }) => {
      if (client === 1) throw problem("not-signed-in", "");
      return null;
    });
    const { user } = show("#/", host);
    await user.click(await screen.findByTestId("sync-all"));
    const box = await screen.findByTestId("problem");
    expect(box).toHaveTextContent("Larkfield Foods: Not signed in");
    await user.click(within(box).getByRole("button", { name: "Sign in" }));
    expect(await screen.findByTestId("screen-connect")).toBeVisible();
  });

  it("b6 says that a damaged database was put aside, where, and what to do, until it is closed", async () => {
    const host = fakeHost("empty");
    const app = await host.call("app_state", null);
    const path = "/home/technician/.local/share/tenantry/tenantry.db.damaged-1";
    const salvaged = { clients: ["Larkfield Foods", "Tidewell Care"], incomplete: true };
    host.answer("app_state", () => ({ ...app, damagedKeptAs: path, salvaged }));
    const { user, container } = show("#/", host);
    const notice = await screen.findByTestId("damaged");
    expect(notice).toHaveTextContent(`The gateway is unchanged. The damaged database was kept as ${path}`);
    expect(notice).toHaveTextContent("2 clients were saved from it: Larkfield Foods, Tidewell Care.");
    expect(notice).toHaveTextContent("these clients are paused");
    expect(await axe(container)).toEqual([]);
    await user.click(within(notice).getByRole("button", { name: "Close" }));
    expect(screen.queryByTestId("damaged")).toBeNull();
    await user.click(screen.getByTestId("add-client"));
    await user.click(await screen.findByTestId("home"));
    await screen.findByTestId("practice-start");
    expect(screen.queryByTestId("damaged")).toBeNull();
  });

  it("says why when the core does not open", async () => {
    const host = fakeHost();
    host.answer("client_list", () => {
      throw problem("database-newer", "");
    });
    show("#/", host);
    expect(await screen.findByText("The database is of a newer version")).toBeVisible();
  });
});

it("m9 the first start says that signing in needs a registration, and leads to it", async () => {
  const host = fakeHost("empty");
  const app = await host.call("app_state", null);
  host.answer("app_state", () => ({ ...app, registrationNeeded: true }));
  show("#/", host);
  const line = await screen.findByTestId("registration-needed");
  expect(within(line).getByRole("link", { name: "How it is done" })).toHaveAttribute(
    "href",
    "#/registration/global",
  );
});

it("w0 letters jump to the client whose name begins so, and the arrows walk", async () => {
  const { user } = show("#/", fakeHost());
  const link = (id: number) => within(screen.getByTestId(`client-${id}`)).getByRole("link");
  await screen.findByTestId("client-2");
  link(2).focus();
  await user.keyboard("t");
  expect(link(3)).toHaveFocus();
  await user.keyboard("{End}");
  expect(link(7)).toHaveFocus();
  await user.keyboard("{Home}{ArrowDown}");
  expect(link(3)).toHaveFocus();
});

it("w0 a row tells what waits in the gateway and in DNS, too", async () => {
  const host = fakeHost();
  const shown = await host.call("client_list", null);
  const clients = shown.clients.map((row) => (row.id === 7 ? { ...row, byHand: 12 } : row));
  host.answer("client_list", () => ({ ...shown, clients }));
  show("#/", host);
  await waitFor(() =>
    expect(screen.getByTestId("besides-7")).toHaveTextContent(/12 to set by hand, \d+ next steps/),
  );
  // The row knows it: nobody reads mailboxes for a line of the cockpit.
  expect(called(host, "cutover_get")).toEqual([]);
});
