import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { allWords, startWords } from "./app/i18n";
import { choose } from "./app/look";
import type { Host } from "./host/host";
import { tauriHost } from "./host/tauri";

async function hostHere(): Promise<Host> {
  const inShell = "__TAURI_INTERNALS__" in window;
  if (import.meta.env.MODE !== "production" && !inShell) {
    const { fakeHost, sizeOf } = await import("./host/fake");
    return fakeHost(sizeOf(window.location.search));
  }
  return tauriHost;
}

const root = document.getElementById("root");
if (root) {
  const host = await hostHere();
  // Asked before the first picture, so that it has the right language and colours; a core that cannot say is shown in
  // those of the system, with its problem.
  const settings = await host.call("settings_get", null).catch(() => null);
  choose(settings?.theme ?? "system");
  await startWords(settings?.language);
  createRoot(root).render(
    <StrictMode>
      <App host={host} />
    </StrictMode>,
  );
  // Behind the first picture.
  setTimeout(allWords);
}
