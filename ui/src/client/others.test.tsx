import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "../host/fake/world";
import { withLayout } from "../test/layout";
import { quiet } from "../test/run";
import { show } from "../test/show";

withLayout();

const open = async (path: string, screenName: string, host = quiet()) => {
  const shown = show(path, host);
  await screen.findByTestId(`screen-${screenName}`);
  return shown;
};

test("w9 the tab of changes is called so on its page, and what is done there leads to the overview", async () => {
  const host = quiet();
  const plan = await host.call("plan_make", { client: 1 });
  const agreed = () => ({ ...plan, ready: 0, held: 0 });
  host.answer("plan_make", agreed);
  host.answer("plan_get", agreed);
  const { user } = await open("#/page/1/changes", "review", host);
  expect(await screen.findByText("Gateway and tenant agree")).toBeVisible();
  expect(screen.getByRole("heading", { name: "Changes" })).toBeVisible();
  expect(screen.queryByText("To all clients")).toBeNull();
  expect(screen.getByTestId("action-primary")).toHaveTextContent("To the overview");
  await user.click(screen.getByTestId("action-primary"));
  await waitFor(() => expect(window.location.hash).toBe("#/page/1/overview"));
});

test("w9 what went wrong for one client never stands on another one's page", async () => {
  const host = quiet();
  host.answer("sync_now", () => {
    throw problem("offline", "There is no network.");
  });
  const { user } = await open("#/page/1/history", "history", host);
  await user.click(await screen.findByTestId("act-sync"));
  expect(await screen.findByTestId("problem")).toBeVisible();
  window.location.hash = "#/page/2/history";
  await waitFor(() => expect(screen.getByTestId("client-name")).not.toHaveTextContent("Larkfield Foods"));
  await screen.findByTestId("screen-history");
  expect(screen.queryByTestId("problem")).toBeNull();
  window.location.hash = "#/page/1/history";
  expect(await screen.findByTestId("problem")).toBeVisible();
});
