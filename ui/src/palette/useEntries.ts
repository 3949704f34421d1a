import { useTranslation } from "react-i18next";
import { go, pageTabs, paths, type Route, steps } from "../app/route";
import { canSync } from "../cockpit/groups";
import type { Acts } from "../cockpit/useActs";
import type { ClientRow, ImportRef, ImportView } from "../host/bindings";
import { useAsk } from "../queries/queries";
import type { Entry } from "./rank";

/** What can be done besides going somewhere; the shell of the palette does it. */
export interface Doings {
  acts: Acts;
  copyDiagnostics: () => void;
  openFolder: () => void;
  runImport: (named: ImportRef, on: boolean) => void;
  showKeys: () => void;
  /** Adds a practice tenant, where one is to be had. */
  practice?: (() => void) | null;
}

const domains = ({ tenant }: ClientRow) =>
  [tenant?.name, tenant?.domain, tenant?.initialDomain].filter(Boolean).join(" ");

/** Every client, page and action that can be reached now. */
export function useEntries(route: Route, doings: Doings): Entry[] {
  const { t } = useTranslation("palette");
  const clients = useAsk("client_list", null).data?.clients ?? [];
  const cloud = useAsk("app_state", null).data?.cloud;
  const practice = clients.some((row) => row.practice) ? null : doings.practice;
  const here = "client" in route ? clients.find(({ id }) => id === route.client) : undefined;
  const mail = useAsk("import_get", { client: here?.id ?? 0 }, { enabled: here?.setUp === true }).data;
  return [
    ...clients.map((row) => client(row)),
    ...(here ? [...pagesOf(t, here), ...actionsOf(t, here, doings, mail)] : []),
    page("cockpit", t("page.cockpit"), paths.cockpit),
    page("add", t("page.add"), paths.add),
    page("settings", t("page.settings"), paths.settings),
    ...(cloud ? [page("registration", t("page.registration"), paths.registration(cloud))] : []),
    ...(practice
      ? [{ id: "page:practice", group: "page" as const, label: t("page.practice"), run: practice }]
      : []),
    ...always(t, clients, doings),
  ];
}

type Words = ReturnType<typeof useTranslation<"palette">>["t"];

function page(id: string, label: string, path: string, note?: string): Entry {
  return { id: `page:${id}`, group: "page", label, ...(note ? { note } : {}), run: () => go(path) };
}

function client(row: ClientRow): Entry {
  const note = row.tenant?.initialDomain ?? row.tenant?.domain;
  return {
    id: `client:${row.id}`,
    group: "client",
    label: row.name,
    ...(note ? { note } : {}),
    words: domains(row),
    run: () => go(row.setUp ? paths.page(row.id) : paths.client(row.id)),
  };
}

function pagesOf(t: Words, row: ClientRow): Entry[] {
  const tabs = row.setUp
    ? pageTabs.map((tab) => page(`${row.id}:${tab}`, t(`page:tab.${tab}`), paths.page(row.id, tab), row.name))
    : [];
  const wizard = steps.map((step) =>
    page(
      `${row.id}:step:${step}`,
      t("step", { step: t(`common:step.${step}`) }),
      paths.step(row.id, step),
      row.name,
    ),
  );
  return [...tabs, ...wizard];
}

function actionsOf(t: Words, row: ClientRow, doings: Doings, mail: ImportView | null | undefined): Entry[] {
  const { acts } = doings;
  const action = (id: string, label: string, run: () => void): Entry => ({
    id: `action:${id}:${row.id}`,
    group: "action",
    label,
    note: row.name,
    run,
  });
  const paused = row.state === "paused";
  const goes = mail?.state === "running";
  return [
    ...(mail && !mail.fresh && mail.state !== "ended"
      ? [
          action("import", t(goes ? "action.importPause" : "action.importResume"), () =>
            doings.runImport({ client: row.id, import: mail.id }, !goes),
          ),
        ]
      : []),
    ...(canSync(row)
      ? [
          { ...action("sync", t("action.sync"), () => acts.sync(row)), keys: "F5" },
          action("full", t("action.full"), () => acts.full(row)),
        ]
      : []),
    ...(row.tenant
      ? [
          action("pause", t(paused ? "action.resume" : "action.pause"), () => acts.pause(row, !paused)),
          action("reauthorise", t("action.reauthorise"), () => go(paths.step(row.id, "connect"))),
        ]
      : []),
  ];
}

function always(t: Words, clients: ClientRow[], doings: Doings): Entry[] {
  const ready = clients.filter(canSync);
  const action = (id: string, label: string, run: () => void): Entry => ({
    id: `action:${id}`,
    group: "action",
    label,
    run,
  });
  return [
    ...(ready.length > 1
      ? [action("sync-all", t("action.syncAll", { count: ready.length }), () => ready.map(doings.acts.sync))]
      : []),
    action("diagnostics", t("action.diagnostics"), doings.copyDiagnostics),
    action("folder", t("action.folder"), doings.openFolder),
    { ...action("keys", t("action.keys"), doings.showKeys), keys: "F1" },
  ];
}
