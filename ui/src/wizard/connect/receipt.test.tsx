import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ConsentReceipt } from "../../host/bindings";
import { fakeHost } from "../../host/fake";
import { checksOf, finishSignIn } from "../../host/fake/connect";
import { clientOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { show } from "../../test/show";

/** A host on which nothing happens by itself. */
function still() {
  const host = fakeHost();
  host.world.pace = 0;
  return host;
}

describe("the receipt of a sign-in", () => {
  it("m3 shows the receipt with what is missing, and the directory is read by itself", async () => {
    const { user, host, container } = show("#/client/8/connect", still());
    await user.type(await screen.findByTestId("field-tenant"), "larkfield.example");
    await screen.findByTestId("tenant-found");
    await user.click(screen.getByTestId("sign-in"));
    await screen.findByTestId("sign-in-waiting");
    act(() => finishSignIn(host.world, 8, ["OrgContact.Read.All"]));
    const receipt = await screen.findByTestId("receipt");
    expect(receipt).toHaveTextContent("6 granted");
    expect(receipt).toHaveTextContent("The tenant is not read without it, since contacts would be missing.");
    // By the core, which also does it for whoever left this page meanwhile.
    expect(host.calls.filter((call) => call.command === "fetch_start")).toEqual([]);
    act(() =>
      host.emit({
        event: "working",
        client: 8,
        progress: { phase: "reading-tenant", done: 918, total: null },
      }),
    );
    expect(await screen.findByText("918 so far")).toBeVisible();
    expect(await axe(container)).toEqual([]);
  });

  it("m3 what every sign-in has is no permission: it is neither shown nor counted", async () => {
    const host = still();
    const known = clientOf(host.world, 1);
    const asked = ["User.Read.All", "offline_access"];
    known.receipt = {
      ...(known.receipt as ConsentReceipt),
      granted: [...asked, "openid", "profile", "email"],
    };
    known.receipt.missing = [];
    show("#/client/1/connect", host);
    const receipt = await screen.findByTestId("receipt");
    expect(receipt).toHaveTextContent("2 granted");
    expect(within(receipt).queryByText("openid")).toBeNull();
    expect(within(receipt).getByText("Stay connected")).toBeVisible();
  });

  it("m3 a tenant that was named by its id is told by it once", async () => {
    const host = still();
    const { tenant } = clientOf(host.world, 1).row;
    if (!tenant) throw new Error("a tenant is missing");
    tenant.domain = tenant.tenantId.toUpperCase();
    show("#/client/1/connect", host);
    const card = await screen.findByTestId("tenant");
    expect(card).toHaveTextContent("Has the ID that you named");
    expect(card).not.toHaveTextContent("Matches");
    expect(card.textContent?.toLowerCase().split(tenant.tenantId)).toHaveLength(2);
  });

  it("m3 the receipt says what the account may really read, and whose guest it is", async () => {
    const host = still();
    const known = clientOf(host.world, 1);
    known.receipt = {
      ...(known.receipt as ConsentReceipt),
      checks: checksOf("exchange"),
      guestOf: "Northbank IT",
    };
    const { container } = show("#/client/1/connect", host);
    const checks = await screen.findByTestId("checks");
    expect(checks).toHaveTextContent(
      /lacks the role Exchange Administrator or Global Reader\. Kinds of mailboxes/,
    );
    expect(screen.getByText(/Northbank IT\. The account belongs to another tenant/)).toBeVisible();
    expect(await axe(container)).toEqual([]);
  });
});
