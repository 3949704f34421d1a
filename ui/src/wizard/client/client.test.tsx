import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { go } from "../../app/route";
import { fakeHost } from "../../host/fake";
import { axe } from "../../test/axe";
import { sent } from "../../test/run";
import { show } from "../../test/show";

describe("the first step", () => {
  it("w1 adds a client with name, colour and gateway and goes on to connect", async () => {
    const { user, host, container } = show("#/new", fakeHost());
    const next = await screen.findByRole("button", { name: "Next: Connect" });
    expect(next).toHaveAttribute("aria-disabled", "true");
    await user.type(screen.getByTestId("field-client-name"), "Penhallow Bakery");
    await user.click(screen.getByRole("radio", { name: "Brown" }));
    expect(screen.getByTestId("client-name")).toHaveTextContent("Penhallow Bakery");
    expect(await axe(container)).toEqual([]);
    await user.click(next);
    await screen.findByTestId("screen-connect");
    const added = host.calls.find((call) => call.command === "client_add")?.request;
    expect(added).toMatchObject({ name: "Penhallow Bakery", colour: "brown", gateway: "local" });
  });

  it("w1 what was typed of a new client outlasts a look elsewhere, but for the password, and is gone once it is added, or with the window", async () => {
    const { user, host, unmount } = show("#/new", fakeHost());
    await user.type(await screen.findByTestId("field-client-name"), "Penhallow Bakery");
    await user.click(screen.getByRole("radio", { name: "Brown" }));
    await user.click(await screen.findByTestId("gateway-postgres"));
    await user.type(screen.getByTestId("field-gateway"), "postgres://db.example/tenantry");
    await user.type(screen.getByTestId("field-gateway-user"), "tenantry");
    await user.type(screen.getByTestId("field-gateway-password"), "secret");
    act(() => go("#/settings"));
    await screen.findByTestId("screen-settings");
    act(() => go("#/new"));
    expect(await screen.findByTestId("field-client-name")).toHaveValue("Penhallow Bakery");
    expect(screen.getByRole("radio", { name: "Brown" })).toBeChecked();
    expect(await screen.findByTestId("field-gateway")).toHaveValue("postgres://db.example/tenantry");
    expect(screen.getByTestId("field-gateway-user")).toHaveValue("tenantry");
    expect(screen.getByTestId("field-gateway-password")).toHaveValue("");
    await user.click(screen.getByTestId("gateway-local"));
    await user.click(screen.getByRole("button", { name: "Next: Connect" }));
    await screen.findByTestId("screen-connect");
    expect(sent(host, "client_add")).toHaveLength(1);
    act(() => go("#/new"));
    expect(await screen.findByTestId("field-client-name")).toHaveValue("");
    await user.type(screen.getByTestId("field-client-name"), "Penhallow Dairy");
    unmount();
    show("#/new", host);
    expect(await screen.findByTestId("field-client-name")).toHaveValue("");
  });

  it("w1 tests a folder of one's own before anything is stored, and keeps it", async () => {
    const { user, host } = show("#/new", fakeHost());
    const folder = await screen.findByDisplayValue(/\/tenantry\/gateway$/);
    await user.clear(folder);
    await user.type(folder, "/srv/mail/penhallow");
    await user.click(screen.getByTestId("test-connection"));
    expect(await screen.findByText(/The gateway answers: Local gateway in \/srv/)).toBeVisible();
    expect(sent(host, "gateway_test")).toEqual([{ gateway: "local:/srv/mail/penhallow" }]);
    expect(sent(host, "client_add")).toEqual([]);
    await user.type(folder, "2");
    expect(screen.queryByText(/The gateway answers/)).toBeNull();
    await user.type(screen.getByTestId("field-client-name"), "Penhallow Bakery");
    await user.click(screen.getByRole("button", { name: "Next: Connect" }));
    await screen.findByTestId("screen-connect");
    expect(sent(host, "client_add")[0]).toMatchObject({ gateway: "local:/srv/mail/penhallow2" });
  });

  it("w1 says before saving why a gateway refuses", async () => {
    const { user } = show("#/new", fakeHost());
    await user.click(await screen.findByTestId("gateway-postgres"));
    await user.type(screen.getByTestId("field-gateway"), "postgres://db.example/tenantry");
    await user.type(screen.getByTestId("field-gateway-user"), "tenantry");
    expect(screen.getByTestId("test-connection")).toHaveAttribute("aria-disabled", "true");
    await user.type(screen.getByTestId("field-gateway-password"), "wrong");
    await user.click(screen.getByTestId("test-connection"));
    expect(await screen.findByTestId("problem")).toHaveAttribute("data-code", "gateway-credentials");
  });

  it("says in the field that a name is taken, and adds nothing", async () => {
    const { user, host } = show("#/new", fakeHost());
    await user.type(
      await screen.findByTestId("field-client-name"),
      "Larkfield Foods{Control>}{Enter}{/Control}",
    );
    expect(await screen.findByText(/There is a client “Larkfield Foods” already/)).toBeVisible();
    expect(host.world.clients).toHaveLength(8);
  });

  it("keeps a new name when the field is left", async () => {
    const { user, host } = show("#/client/1/client", fakeHost());
    const name = await screen.findByTestId("field-client-name");
    await user.clear(name);
    await user.type(name, "Larkfield Group");
    await user.tab();
    await waitFor(() => expect(host.world.clients[3]?.row.name).toBe("Larkfield Group"));
    expect(await screen.findByTestId("client-name")).toHaveTextContent("Larkfield Group");
  });

  it("keeps a new name when the step is left from within the field", async () => {
    const { user, host } = show("#/client/1/client", fakeHost());
    await user.type(await screen.findByTestId("field-client-name"), " Group{Control>}2{/Control}");
    await screen.findByTestId("screen-connect");
    await waitFor(() => expect(sent(host, "client_change")).toHaveLength(1));
    expect(sent(host, "client_change")[0]).toMatchObject({ name: "Larkfield Foods Group" });
  });

  it("leads to any reached step by Ctrl and its number, and not to others", async () => {
    const { user } = show("#/client/8/client", fakeHost());
    await screen.findByTestId("screen-client");
    await user.keyboard("{Control>}4{/Control}");
    expect(screen.getByTestId("screen-client")).toBeVisible();
    await user.keyboard("{Control>}2{/Control}");
    expect(await screen.findByTestId("screen-connect")).toBeVisible();
  });
});
