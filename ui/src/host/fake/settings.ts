import type { BackgroundView, SettingsView } from "../bindings";
import type { Answers } from "../fake";
import type { World } from "./world";

type Mine = "settings_get" | "settings_set" | "background_state" | "pause_all";

export function settingsCommands(world: World): Pick<Answers, Mine> {
  let paused = false;
  const settings: SettingsView = {
    language: "system",
    theme: "system",
    closeKeepsRunning: false,
    notifications: { holds: true, failures: true, signIns: true },
    quietHours: null,
    pauseOnMetered: true,
    checkForUpdates: false,
    desktop: { tray: true, notifications: true, metered: true },
  };
  const background = (): BackgroundView => {
    const due = world.clients.flatMap(({ row }) => (row.next === null ? [] : [row.next])).sort();
    return {
      running: true,
      paused: paused ? { why: "asked", until: null } : null,
      working: world.clients.filter(({ row }) => row.state === "working").length,
      scheduled: due.length,
      next: due[0] ?? null,
      needs: [],
    };
  };
  return {
    settings_get: () => settings,
    settings_set: ({ quietHours, ...change }) => {
      Object.assign(settings, change);
      if (quietHours) settings.quietHours = quietHours.state === "on" ? quietHours.hours : null;
      return settings;
    },
    background_state: background,
    pause_all: (request) => {
      paused = request.paused;
      return background();
    },
  };
}
