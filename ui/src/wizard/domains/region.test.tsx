import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { fakeHost } from "../../host/fake";
import { sent } from "../../test/run";
import { show } from "../../test/show";

const line = (name: string) => screen.findByTestId(`domain-${name}`);

test("r1 a region is set per domain where the gateway has regions", async () => {
  const { user, host } = show("#/client/2/domains", fakeHost("small"));
  const field = within(await line("larkdeli.example")).getByTestId("region");
  await user.type(field, "Europe{Enter}");
  await waitFor(() => expect(sent(host, "domain_choose")).toHaveLength(1));
  expect(sent(host, "domain_choose")).toMatchObject([
    { client: 2, changes: [{ name: "larkdeli.example", region: "Europe", selected: null }] },
  ]);
  expect(within(await line("larkmill.example")).getByTestId("region")).toBeDisabled();
  await user.clear(within(await line("larkdeli.example")).getByTestId("region"));
  await user.tab();
  await waitFor(() => expect(sent(host, "domain_choose")).toHaveLength(2));
  expect(sent(host, "domain_choose")[1]).toMatchObject({ changes: [{ region: "" }] });
});

test("r1 a region is kept when the step is left from within its field", async () => {
  const { user, host } = show("#/client/2/domains", fakeHost("small"));
  await user.type(
    within(await line("larkdeli.example")).getByTestId("region"),
    "Europe{Control>}2{/Control}",
  );
  await screen.findByTestId("screen-connect");
  await waitFor(() =>
    expect(sent(host, "domain_choose")).toMatchObject([{ changes: [{ region: "Europe" }] }]),
  );
});

test("r1 without regions there is no field, and it says why", async () => {
  show("#/client/1/domains", fakeHost("small"));
  expect(await screen.findByTestId("no-regions")).toHaveTextContent("the gateway (This computer) has none");
  expect(screen.queryByTestId("region")).toBeNull();
});
