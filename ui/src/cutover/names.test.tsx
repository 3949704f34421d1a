import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { go, paths } from "../app/route";
import { withLayout } from "../test/layout";
import { open } from "./opened";

withLayout();

const away = async () => {
  go(paths.page(1, "overview"));
  await screen.findByTestId("screen-overview");
};

const back = async (client = 1) => {
  go(paths.page(client, "cutover"));
  await screen.findByTestId("target");
};

test("w9 w8 what was typed of the gateway's names stands there again after a look elsewhere, until it is put away", async () => {
  const { user } = await open();
  await user.click(screen.getByTestId("target-change"));
  await user.clear(screen.getByTestId("target-mx"));
  await user.type(screen.getByTestId("target-mx"), "20 mx9.gw.example");
  await away();
  await back();
  expect(screen.getByTestId("target-mx")).toHaveValue("20 mx9.gw.example");
  // Another client has nothing of it.
  await back(2);
  await waitFor(() => expect(screen.queryByDisplayValue("20 mx9.gw.example")).toBeNull());
  await back();
  expect(await screen.findByTestId("target-mx")).toHaveValue("20 mx9.gw.example");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await user.click(screen.getByTestId("target-change"));
  expect(screen.getByTestId("target-mx")).not.toHaveValue("20 mx9.gw.example");
  await user.type(screen.getByTestId("target-addresses"), " 192.0.2.7");
  await user.click(screen.getByTestId("target-save"));
  await waitFor(() => expect(screen.queryByTestId("target-form")).toBeNull());
  await away();
  await back();
  expect(screen.queryByTestId("target-form")).toBeNull();
});
