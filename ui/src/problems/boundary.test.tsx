import { screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { fakeHost } from "../host/fake";
import { problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { show } from "../test/show";

afterEach(() => vi.restoreAllMocks());

test("w11 a screen that crashes takes no other with it, and Reload begins it anew", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const host = fakeHost();
  const settings = await host.call("settings_get", null);
  // An answer that no core gives: the screen reads what is not there.
  host.answer("settings_get", () => ({}) as typeof settings);
  const { user } = show("#/settings", host);
  const crash = await screen.findByTestId("screen-crash");
  expect(crash).toHaveTextContent("Only this page stopped");
  expect(await axe(document.body)).toEqual([]);
  const written = vi.spyOn(navigator.clipboard, "writeText");
  await user.click(screen.getByTestId("copy-diagnostics"));
  expect(written.mock.calls[0]?.[0]).toContain("Problem: screen");
  window.location.hash = "#/";
  expect(await screen.findByTestId("screen-cockpit")).toBeVisible();
});

test("w11 a core that could not be opened is told once, with a way to copy diagnostics", async () => {
  const host = fakeHost();
  const held = problem("folder-held", "held", { facts: { folder: "/home/tess/x", holder: "tenantryctl" } });
  for (const command of ["app_state", "client_list", "settings_get", "diagnostics"] as const)
    host.answer(command, () => {
      throw held;
    });
  const { user } = show("#/", host);
  expect(await screen.findByTestId("screen-crash")).toBeVisible();
  expect(screen.queryByTestId("screen-cockpit")).toBeNull();
  const written = vi.spyOn(navigator.clipboard, "writeText");
  await user.click(screen.getByTestId("copy-diagnostics"));
  const text = written.mock.calls[0]?.[0] ?? "";
  expect(text).toContain("Problem: folder-held");
  expect(text).not.toContain("tess");
});
