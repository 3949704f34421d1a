import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { startWords } from "./app/i18n";
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
  const [host] = await Promise.all([hostHere(), startWords()]);
  createRoot(root).render(
    <StrictMode>
      <App host={host} />
    </StrictMode>,
  );
}
