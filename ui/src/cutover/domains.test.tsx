import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { BlockReason } from "../host/bindings";
import { withLayout } from "../test/layout";
import { quiet } from "../test/run";
import { show } from "../test/show";

withLayout();

const open = async (host = quiet()) => {
  const shown = show("#/page/1/cutover", host);
  await screen.findByTestId("screen-cutover");
  await screen.findByTestId("guard");
  return shown;
};

test("w8 the list of domains says what is open where no step of the domain's own stands against it", async () => {
  const host = quiet();
  const known = await host.call("cutover_get", { client: 1 });
  const against: [string, BlockReason[]][] = [
    ["larkfield.example", [{ code: "outbound-connector", count: null, step: "outbound-connector" }]],
    ["larkdeli.example", [{ code: "target-unconfirmed", count: null, step: null }]],
    [
      "larkcatering.example",
      [
        { code: "target-unconfirmed", count: null, step: null },
        { code: "spf-misses-gateway", count: null, step: "spf" },
      ],
    ],
  ];
  const domains = known.domains.map((domain) => {
    const blocked = against.find(([name]) => name === domain.name)?.[1] ?? domain.blocked;
    return { ...domain, route: "m365" as const, safeToSwitch: false, blocked };
  });
  host.answer("cutover_get", () => ({ ...known, domains }));
  await open(host);
  const line = (name: string) => screen.getByTestId(`domain-${name}`);
  expect(line("larkfield.example")).toHaveTextContent("Waits for the tenant");
  expect(line("larkdeli.example")).toHaveTextContent("Waits for the gateway’s names");
  expect(line("larkcatering.example")).toHaveTextContent("Not ready to switch");
});
