import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { fakeHost } from "../host/fake";
import { show } from "../test/show";

test("w1 the rail says chosen until a plan was applied, then how many are looked after", async () => {
  const host = fakeHost();
  const [first] = host.world.clients;
  if (!first) throw new Error("a client is missing");
  first.row.setUp = false;
  const before = show(`#/client/${first.row.id}/options`, host);
  expect(await screen.findByTestId("rail-mailboxes")).toHaveTextContent("chosen");
  before.unmount();
  first.row.setUp = true;
  show(`#/client/${first.row.id}/options`, host);
  expect(await screen.findByTestId("rail-mailboxes")).toHaveTextContent("looked after");
});
