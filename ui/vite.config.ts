import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The stand-in for the core belongs to tests and to `npm run dev`: a release that carries it does not build. */
const noFakeHost = {
  name: "no-fake-host",
  apply: (_: unknown, env: { mode: string }) => env.mode === "production",
  generateBundle(_: unknown, bundle: Record<string, { type: string; moduleIds?: string[] }>) {
    const inside = Object.values(bundle).flatMap((chunk) => chunk.moduleIds ?? []);
    const found = inside.filter((id) => id.includes("/src/host/fake"));
    if (found.length > 0) throw new Error(`the fake host is in the bundle: ${found.join(", ")}`);
  },
};

export default defineConfig({
  plugins: [react(), noFakeHost],
  base: "./",
  server: { port: 5173, strictPort: true },
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    css: false,
    testTimeout: 60_000,
    // Each file has its own window; the modules, which take longer to load than most files to run, are shared.
    isolate: false,
  },
});
