import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { fakeHost } from "../host/fake";
import { problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { toldAndShown } from "../test/folder";
import { quiet } from "../test/run";
import { show } from "../test/show";

test("w11 a bundle is shown, every file of it, before a person has it written", async () => {
  const { user, host } = show("#/settings", fakeHost());
  await user.click(await screen.findByTestId("bundle-look"));
  expect(await screen.findByText('{ "files": [] }')).toBeVisible();
  await user.click(screen.getByTestId("part-plans.json"));
  expect(screen.getByText(/mailbox-3f9a0c17d2/)).toBeVisible();
  expect(screen.getByText(/The file goes on/)).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
  expect(host.calls.some(({ command }) => command === "support_bundle")).toBe(false);
  await user.click(screen.getByTestId("bundle-write"));
  const bundle = "/home/tess/Downloads/tenantry-support-2026-11-22.zip";
  await toldAndShown(user, host, "bundle-written", bundle);
});

test("w11 a folder that the desktop does not open is told with what to do", async () => {
  const host = quiet();
  host.answer("written_show", () => {
    throw problem("folder-not-opened", "there is no desktop here");
  });
  const { user } = show("#/page/1/overview", host);
  await user.click(await screen.findByTestId("hand-over"));
  await user.click(await screen.findByTestId("hand-over-en"));
  await user.click(await screen.findByTestId("show-folder"));
  expect(await screen.findByText("Open it by hand in the file manager.")).toBeVisible();
});

test("w11 a build without a place to ask at says so and shows no switch", async () => {
  const host = fakeHost();
  host.answer("update_state", () => ({ configured: false, current: "0.1.0", askedAt: null, offer: null }));
  show("#/settings", host);
  expect(await screen.findByText("Updates are not configured in this build")).toBeVisible();
  expect(document.getElementById("check-for-updates")).toBeNull();
});

test("w11 nobody is asked for newer versions until a person wants it; the newer one is offered, not installed", async () => {
  const { user, host } = show("#/settings", fakeHost());
  const check = await screen.findByTestId("update-check");
  expect(host.calls.some(({ command }) => command === "update_check")).toBe(false);
  host.answer("update_state", () => host.world && offered);
  await user.click(check);
  expect(await screen.findByText("Version 0.2.0 is there")).toBeVisible();
  await user.click(screen.getByTestId("update-page"));
  expect(host.calls.some(({ command }) => command === "update_page_open")).toBe(true);
});

const offered = {
  configured: true,
  current: "0.1.0",
  askedAt: "2026-11-22T08:00:00Z",
  offer: { version: "0.2.0", page: "https://updates.example/0.2.0", notes: "Faster plans." },
};

test("w11 an announcement that is not genuine is told with what to do", async () => {
  const host = fakeHost();
  host.answer("update_check", () => {
    throw problem("updates-forged", "forged");
  });
  const { user } = show("#/settings", host);
  await user.click(await screen.findByTestId("update-check"));
  expect(await screen.findByText("An announcement is not genuine")).toBeVisible();
});
