import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { fakeHost } from "../../host/fake";
import { show } from "../../test/show";

test("b8 without a network nobody says that a tenant is not there, and it can be asked for again", async () => {
  const host = fakeHost("small");
  const { user } = show("#/client/8/connect", host);
  const asked = () => host.calls.filter(({ command }) => command === "tenant_discover").length;
  host.answer("tenant_discover", () => {
    throw { code: "network", message: "No answer.", hints: [], detail: null, facts: {}, exit: "outside" };
  });
  await user.type(await screen.findByTestId("field-tenant"), "northwind.example");
  const again = await screen.findByTestId("tenant-again", undefined, { timeout: 5000 });
  expect(screen.getByTestId("tenant")).toHaveTextContent("Not known");
  expect(screen.getByTestId("tenant")).not.toHaveTextContent("Not found");
  await user.click(again);
  await waitFor(() => expect(asked()).toBe(2));
});
