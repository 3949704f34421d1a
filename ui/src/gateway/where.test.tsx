import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { quiet } from "../test/run";
import { show } from "../test/show";
import { whereOf } from "./draft";

test("a gateway that is not there yet is named by its folder, not by the command line's word for it", async () => {
  const host = quiet();
  host.answer("gateway_test", () => ({ identity: null, description: "local" }));
  const { user } = show("#/new", host);
  await user.click(await screen.findByTestId("test-connection"));
  expect(await screen.findByText(/Not there yet/)).toHaveTextContent(
    "Not there yet. It is made when it is first used, in /home/technician/.local/share/tenantry/gateway",
  );
  expect(whereOf("local:/srv/a", "/usual")).toBe("/srv/a");
  expect(whereOf("mail-assure:https://p.example", "/usual")).toBe("https://p.example");
  expect(whereOf("postgres://db.example/t", "/usual")).toBe("postgres://db.example/t");
});
