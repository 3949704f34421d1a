import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { BlockReason } from "../host/bindings";
import { withLayout } from "../test/layout";
import { open, telling } from "./opened";

withLayout();

test("w8 the list of domains says what is open where no step of the domain's own stands against it", async () => {
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
  const host = await telling(({ domains }) => ({
    domains: domains.map((domain) => {
      const blocked = against.find(([name]) => name === domain.name)?.[1] ?? domain.blocked;
      return { ...domain, route: "m365", safeToSwitch: false, blocked };
    }),
  }));
  await open(host);
  const line = (name: string) => screen.getByTestId(`domain-${name}`);
  expect(line("larkfield.example")).toHaveTextContent("Waits for the tenant");
  expect(line("larkdeli.example")).toHaveTextContent("Waits for the gateway’s names");
  expect(line("larkcatering.example")).toHaveTextContent("Not ready to switch");
});
