import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { toldAndShown } from "../test/folder";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { show } from "../test/show";

withLayout();

const open = async (path: string) => {
  const shown = show(path, quiet());
  await screen.findByTestId("screen-overview");
  return shown;
};

test("w9 on the overview of a client that is up to date sync is offered once", async () => {
  const { user, host } = await open("#/page/7/overview");
  await screen.findByTestId("waits");
  expect(screen.getAllByRole("button", { name: /Sync now/ })).toHaveLength(1);
  await user.click(screen.getByTestId("act-sync"));
  await waitFor(() => expect(sent(host, "sync_now")).toEqual([{ client: 7 }]));
});

test("w12 the hand-over pack is written in the language that is chosen, and it is said where", async () => {
  const { user, host } = await open("#/page/1/overview");
  await user.click(screen.getByTestId("hand-over"));
  expect(await screen.findByText(/your downloads folder/)).toBeVisible();
  await user.click(screen.getByTestId("hand-over-de"));
  await toldAndShown(user, host, "hand-over-written", "/home/technician/Downloads/Larkfield-Foods-hand-over");
  expect(sent(host, "handover_make")).toEqual([{ client: 1, language: "de" }]);
});
