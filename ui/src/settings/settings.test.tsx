import { screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, expect, test } from "vitest";
import { speak } from "../app/i18n";
import { choose } from "../app/look";
import { fakeHost } from "../host/fake";
import { axe } from "../test/axe";
import { sent } from "../test/run";
import { show } from "../test/show";

afterEach(async () => {
  choose("system");
  await speak("en");
});

test("W10: language and appearance switch at once and are kept by the core", async () => {
  const host = fakeHost();
  const { user } = show("#/settings", host);
  await user.selectOptions(await screen.findByLabelText("Language"), "de");
  expect(await screen.findByRole("heading", { name: "Einstellungen" })).toBeVisible();
  expect(document.documentElement.lang).toBe("de");
  await user.selectOptions(screen.getByLabelText("Darstellung"), "dark");
  await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
  expect(sent(host, "settings_set")).toEqual([{ language: "de" }, { theme: "dark" }]);
});

test("W10: of languages chosen one right after the other, the last is spoken", async () => {
  await Promise.all([speak("de"), speak("en")]);
  expect([i18next.language, document.documentElement.lang]).toEqual(["en", "en"]);
  await Promise.all([speak("de"), speak("en"), speak("de")]);
  expect([i18next.language, document.documentElement.lang]).toEqual(["de", "de"]);
});

test("W10: a setting that cannot work on this desktop is not offered", async () => {
  const host = fakeHost();
  const settings = await host.call("settings_get", null);
  const desktop = { tray: false, notifications: false, metered: false };
  host.answer("settings_get", () => ({ ...settings, desktop }));
  show("#/settings", host);
  expect(await screen.findByText(/no notification service/)).toBeVisible();
  for (const name of [/window closes/, /metered/, /Held changes/])
    expect(screen.queryByLabelText(name)).toBeNull();
  expect(screen.getByLabelText("Quiet hours")).toBeInTheDocument();
});

test("W10: quiet hours are proposed, changed and taken back; a half typed time changes nothing", async () => {
  const host = fakeHost();
  const { user } = show("#/settings", host);
  await user.click(await screen.findByLabelText("Quiet hours"));
  const from = await screen.findByLabelText("Quiet from");
  expect(from).toHaveValue("20:00");
  await user.clear(from);
  await user.click(screen.getByLabelText("Quiet hours"));
  await waitFor(() => expect(screen.queryByLabelText("Quiet from")).toBeNull());
  expect(sent(host, "settings_set")).toEqual([
    { quietHours: { state: "on", hours: { from: "20:00", to: "07:00" } } },
    { quietHours: { state: "off" } },
  ]);
});

test("W10: one cause of notification changes without the others", async () => {
  const host = fakeHost();
  const { user } = show("#/settings", host);
  await user.click(await screen.findByLabelText("Failures"));
  expect(sent(host, "settings_set")).toEqual([
    { notifications: { holds: true, failures: false, signIns: true } },
  ]);
});

test("the settings have no fault that axe finds", async () => {
  const host = fakeHost();
  await host.call("settings_set", { quietHours: { state: "on", hours: { from: "20:00", to: "07:00" } } });
  const { container } = show("#/settings", host);
  await screen.findByTestId("version");
  expect(await axe(container)).toEqual([]);
});

test("W10: the status bar says why nothing begins by itself, and one press pauses all or lets them go on", async () => {
  const host = fakeHost();
  const { user, container } = show("#/", host);
  const bar = await screen.findByTestId("background");
  await user.click(within(bar).getByRole("button", { name: "Pause all" }));
  expect(await within(bar).findByText("Paused")).toBeVisible();
  await user.click(within(bar).getByRole("button", { name: "Resume" }));
  expect(await within(bar).findByRole("button", { name: "Pause all" })).toBeVisible();
  expect(await axe(container)).toEqual([]);
  expect(sent(host, "pause_all")).toEqual([{ paused: true }, { paused: false }]);
});

test("W10: a pressed notification opens its client's page", async () => {
  const host = fakeHost();
  show("#/", host);
  await screen.findByTestId("background");
  host.emit({ event: "open", path: "#/page/1/changes" });
  expect(window.location.hash).toBe("#/page/1/changes");
});
