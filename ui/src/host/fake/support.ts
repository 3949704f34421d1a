import type { Answers } from "../fake";

const update = { configured: true, current: "0.1.0", askedAt: null, offer: null };

/** What the program says about itself, and newer versions. */
export function supportCommands() {
  return {
    diagnostics: () => ({ text: "Tenantry 0.1.0\nClients: 6\n" }),
    support_bundle_look: () => ({
      parts: [
        { name: "manifest.json", bytes: 21, text: '{ "files": [] }\n', more: false },
        { name: "plans.json", bytes: 90_000, text: '[{ "key": "mailbox-3f9a0c17d2@domain-…" }', more: true },
      ],
    }),
    support_bundle: () => ({ path: "/home/tess/Downloads/tenantry-support-2026-11-22.zip" }),
    data_folder_open: () => null,
    written_show: () => null,
    update_state: () => update,
    update_check: () => ({
      ...update,
      askedAt: "2026-11-22T08:00:00Z",
      offer: { version: "0.2.0", page: "https://updates.example/0.2.0", notes: "Faster plans." },
    }),
    update_page_open: () => null,
  } satisfies Partial<Answers>;
}
