import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../host/fake";
import { axe } from "../test/axe";
import { show } from "../test/show";

const id = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";

function unregistered() {
  const host = fakeHost();
  host.world.registrations.clear();
  return host;
}

describe("the registration guide", () => {
  it("m9 shows two scripts and the portal's steps with every value", async () => {
    const { user, container } = show("#/registration/global/8", unregistered());
    expect(await screen.findByTestId("script")).toHaveTextContent("New-MgApplication");
    await user.click(screen.getByTestId("way-cli"));
    expect(screen.getByTestId("script")).toHaveTextContent("az ad app create");
    await user.click(screen.getByTestId("way-hand"));
    expect(screen.getByText("http://localhost/callback")).toBeVisible();
    expect(screen.getByText("App registrations")).toBeVisible();
    const table = screen.getByTestId("registration-permissions");
    expect(within(table).getByText("a154be20-db9c-4678-8ab7-66f6cc099a59")).toBeVisible();
    expect(await axe(container)).toEqual([]);
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(window.location.hash).toBe("#/client/8/connect");
  });

  it("m9 takes an application id and nothing else, then leads to the sign-in that checks it", async () => {
    const { user, host } = show("#/registration/global/8", unregistered());
    const field = await screen.findByTestId("field-client-id");
    await user.type(field, "tenantry{Enter}");
    expect(screen.getByText(/32 digits in five groups/)).toBeVisible();
    expect(host.calls.some(({ command }) => command === "registration_set")).toBe(false);
    await user.clear(field);
    await user.type(field, `${id.toUpperCase()}{Enter}`);
    await user.click(await screen.findByTestId("check-by-sign-in"));
    expect(host.world.registrations.get("global")).toBe(id);
    expect(window.location.hash).toBe("#/client/8/connect");
  });

  it("m9 the keyboard goes on from saving the id to the sign-in, and from removing it to the field", async () => {
    const { user } = show("#/registration/global/8", unregistered());
    await user.type(await screen.findByTestId("field-client-id"), `${id}{Enter}`);
    await waitFor(() => expect(screen.getByTestId("check-by-sign-in")).toHaveFocus());
    expect(screen.getByTestId("field-client-id")).toHaveValue(id);
    await user.click(screen.getByTestId("forget-client-id"));
    await user.click(await screen.findByTestId("confirm-action"));
    await waitFor(() => expect(screen.getByTestId("field-client-id")).toHaveFocus());
    await waitFor(() => expect(screen.getByTestId("field-client-id")).toHaveValue(""));
  });

  it("m9 removing the id is asked for first, with whom it is for and the id itself", async () => {
    const host = fakeHost();
    const { user, container } = show("#/registration/global", host);
    await user.click(await screen.findByTestId("forget-client-id"));
    const dialog = await screen.findByTestId("confirm");
    expect(dialog).toHaveTextContent("all clients in Microsoft 365, worldwide");
    expect(dialog).toHaveTextContent(host.world.registrations.get("global") as string);
    expect(await axe(container.ownerDocument.body)).toEqual([]);
    await user.click(within(dialog).getByTestId("confirm-cancel"));
    await waitFor(() => expect(screen.queryByTestId("confirm")).toBeNull());
    expect(host.world.registrations.has("global")).toBe(true);
    expect(host.calls.some(({ command }) => command === "registration_set")).toBe(false);
  });

  it("m9 removing the id names the clients that are signed in with it, some of many, or says that nobody is", async () => {
    const host = fakeHost();
    const usual = await host.call("registration_get", { cloud: "global" });
    for (const [clients, otherClients, words] of [
      [["Harrow", "Larkfield Foods"], 0, "Signed in with it: Harrow, Larkfield Foods."],
      [["Harrow", "Larkfield Foods"], 12, "Signed in with it: Harrow, Larkfield Foods and 12 other clients."],
      [[], 0, "No client is signed in with it."],
    ] as const) {
      host.answer("registration_get", () => ({ ...usual, clients: [...clients], otherClients }));
      const { user, unmount } = show("#/registration/global", host);
      await user.click(await screen.findByTestId("forget-client-id"));
      expect(await screen.findByTestId("confirm")).toHaveTextContent(words);
      unmount();
    }
  });

  it("m9 an id from a cloud file is shown and not changed here", async () => {
    const host = unregistered();
    const plain = host.world;
    plain.registrations.set("global", id);
    host.answer("registration_get", ({ cloud }) => ({
      cloud,
      clientId: id,
      source: "cloud-file",
      clients: [],
      otherClients: 0,
      redirect: "http://localhost/callback",
      audience: "AzureADMultipleOrgs",
      portal: "https://entra.microsoft.com",
      permissions: [],
      powershell: "",
      azureCli: "",
    }));
    show("#/registration/global", host);
    expect(await screen.findByText(/changed there/)).toBeVisible();
    expect(screen.queryByTestId("field-client-id")).toBeNull();
  });
});
