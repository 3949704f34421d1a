import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../../host/fake";
import { problem, sheetOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { show } from "../../test/show";

/** A host on which nothing happens by itself. */
function still() {
  const host = fakeHost();
  host.world.pace = 0;
  return host;
}

describe("the connect step", () => {
  it("m1 finds the tenant while one types, once per pause", async () => {
    const { user, host } = show("#/client/8/connect", still());
    expect(await screen.findByTestId("sign-in")).toHaveAttribute("aria-disabled", "true");
    await user.type(screen.getByTestId("field-tenant"), "larkfield.example");
    expect(await screen.findByTestId("tenant-found")).toBeVisible();
    expect(screen.getByText("Microsoft 365, worldwide")).toBeVisible();
    expect(host.calls.filter((call) => call.command === "tenant_discover")).toHaveLength(1);
  });

  it("w1 what was typed is still there after leaving the step, although one left while it was typed", async () => {
    const { user, host } = show("#/client/8/connect", still());
    await user.type(await screen.findByTestId("field-tenant"), "larkfield.example");
    await screen.findByTestId("tenant-found");
    await user.type(screen.getByTestId("field-tenant"), "s");
    await user.click(screen.getByTestId("back"));
    await screen.findByTestId("screen-client");
    const kept = host.calls.filter((call) => call.command === "tenant_typed").map((call) => call.request);
    expect(kept).toEqual([
      { client: 8, query: "larkfield.example" },
      { client: 8, query: "larkfield.examples" },
    ]);
    window.location.hash = "#/client/8/connect";
    expect(await screen.findByTestId("field-tenant")).toHaveValue("larkfield.examples");
  });

  it("m1 says which domain is not known, in plain words", async () => {
    const { user } = show("#/client/8/connect", still());
    await user.type(await screen.findByTestId("field-tenant"), "unknown.example");
    expect(await screen.findByTestId("tenant-unknown")).toHaveTextContent("No tenant is found");
    expect(screen.getByTestId("sign-in")).toHaveAttribute("aria-disabled", "true");
  });

  it("r11 names the client that already has the tenant and leads there", async () => {
    const { user } = show("#/client/8/connect", still());
    await user.type(await screen.findByTestId("field-tenant"), "quillon.example");
    const taken = await screen.findByTestId("tenant-taken");
    expect(taken).toHaveTextContent("Quillon Logistics");
    expect(await within(taken).findByRole("link")).toHaveAttribute("href", "#/client/6");
    expect(screen.getByTestId("sign-in")).toHaveAttribute("aria-disabled", "true");
  });

  it("m3 lists every permission in plain words before the browser opens, the writing one marked", async () => {
    const { container } = show("#/client/8/connect", still());
    const list = await screen.findByTestId("permissions");
    expect(await within(list).findByText("User.Read.All")).toBeVisible();
    expect(within(list).getByText("1 could write")).toBeVisible();
    expect(within(list).getByText(/It could also write; Tenantry only reads with it/)).toBeVisible();
    expect(await axe(container)).toEqual([]);
  });

  it("m2 waits with time left, causes and ways out; Esc gives up", async () => {
    const { user, host, container } = show("#/client/8/connect", still());
    await user.type(await screen.findByTestId("field-tenant"), "larkfield.example");
    await screen.findByTestId("tenant-found");
    await user.click(screen.getByTestId("sign-in"));
    const waiting = await screen.findByTestId("sign-in-waiting");
    expect(within(waiting).getByRole("timer")).toHaveTextContent(/Ends in [45]:\d\d/);
    expect(screen.getByText("Nothing comes back?")).toBeVisible();
    expect(await axe(container)).toEqual([]);
    await user.click(screen.getByTestId("open-again"));
    await user.keyboard("{Escape}");
    expect(host.calls.map((call) => call.command)).toContain("sign_in_open_again");
    expect(await screen.findByText("The sign-in was cancelled")).toBeVisible();
    expect(screen.getByTestId("sign-in")).toBeVisible();
  });

  it("m1 a practice client names its tenant like every other", async () => {
    const { user } = show("#/", fakeHost("empty"));
    await user.click(await screen.findByTestId("practice-start"));
    expect(await screen.findByTestId("field-tenant")).toHaveValue("");
    expect(screen.getByText("the global administrator")).toBeVisible();
  });

  it("r11 refuses another tenant and shows both names", async () => {
    const host = still();
    const facts = {
      expected: "Larkfield Foods Ltd",
      got: "Quillon Logistics",
      account: "kim@quillon.example",
    };
    sheetOf(host.world, 1).signIn = { state: "failed", problem: problem("wrong-tenant", "", { facts }) };
    show("#/client/1/connect", host);
    expect(await screen.findByTestId("tenant-expected")).toHaveTextContent("Larkfield Foods Ltd");
    expect(screen.getByTestId("tenant-got")).toHaveTextContent("Quillon Logistics");
    expect(screen.getByText(/Nothing was read or changed/)).toBeVisible();
  });

  it("m2 words a refused sign-in and offers it again", async () => {
    const host = still();
    const refused = problem("conditional-access", "", { detail: "AADSTS53003" });
    sheetOf(host.world, 1).signIn = { state: "failed", problem: refused };
    const { user } = show("#/client/1/connect", host);
    expect(await screen.findByText("A security policy blocked the sign-in")).toBeVisible();
    await user.click(screen.getByTestId("sign-in"));
    expect(await screen.findByTestId("sign-in-waiting")).toBeVisible();
  });

  it("m2 offers the approval where only an administrator can accept", async () => {
    const host = still();
    const refused = problem("admin-consent-needed", "");
    sheetOf(host.world, 1).signIn = { state: "failed", problem: refused };
    const { user, container } = show("#/client/1/connect", host);
    await user.click(await screen.findByTestId("cure-approval"));
    const waiting = await screen.findByTestId("sign-in-waiting");
    expect(waiting).toHaveTextContent("Waiting for the approval");
    expect(await axe(container)).toEqual([]);
    act(() => {
      sheetOf(host.world, 1).signIn = { state: "approved" };
      host.emit({ event: "stale", client: 1, tags: ["sign-in"] });
    });
    expect(await screen.findByTestId("approved")).toBeVisible();
    await user.click(screen.getByTestId("sign-in"));
    expect(host.calls.map((call) => call.command)).toContain("sign_in_start");
  });

  it("m2 shows a code to type elsewhere, and Esc gives it up", async () => {
    const { user, host, container } = show("#/client/8/connect", still());
    await user.type(await screen.findByTestId("field-tenant"), "larkfield.example");
    await screen.findByTestId("tenant-found");
    await user.click(screen.getByTestId("use-code"));
    expect(await screen.findByTestId("user-code")).toHaveTextContent("HXKL7Q2MD");
    expect(await axe(container)).toEqual([]);
    await user.keyboard("{Escape}");
    expect(host.calls.at(-1)?.command).toMatch(/sign_in_(cancel|state)/);
    expect(await screen.findByText("The sign-in was cancelled")).toBeVisible();
  });

  it("m9 leads to the registration where no application is registered", async () => {
    const host = still();
    host.world.registrations.clear();
    const { user } = show("#/client/8/connect", host);
    await user.click(await screen.findByTestId("register"));
    expect(await screen.findByTestId("screen-registration")).toBeVisible();
    expect(window.location.hash).toBe("#/registration/global/8");
  });

  it("m1 says that a tenant lives in another cloud before the sign-in", async () => {
    const { user } = show("#/client/8/connect", still());
    await user.type(await screen.findByTestId("field-tenant"), "gov.example");
    expect(await screen.findByTestId("other-cloud")).toBeVisible();
    expect(screen.getByText("Microsoft 365 Government (GCC High)")).toBeVisible();
  });
});
