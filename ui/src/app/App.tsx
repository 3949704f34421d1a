import { QueryClient, QueryClientProvider, useIsFetching } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense, useEffect, useState } from "react";
import { Cockpit } from "../cockpit/Cockpit";
import { type Host, HostProvider } from "../host/host";
import { Overlays } from "../palette/Overlays";
import { DraftsContext } from "../parts/drafts";
import { ZoneContext } from "../parts/format";
import { usePainted } from "../parts/usePainted";
import { Boundary } from "../problems/Boundary";
import { CoreGate } from "../problems/CoreGate";
import { listen } from "../queries/listen";
import { useAsk } from "../queries/queries";
import { useAppearance } from "../settings/useAppearance";
import { allWords } from "./i18n";
import { keepPage } from "./keep";
import { type Route, useRoute } from "./route";
import { Themed } from "./theme";

/** Home alone is loaded with the window; every other page, and its words, when it is first opened. */
function page<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    const [shown] = await Promise.all([load(), allWords()]);
    return { default: shown };
  });
}
const NewWizard = page(() => import("../wizard/WizardFrame").then(({ NewWizard }) => NewWizard));
const Wizard = page(() => import("../wizard/WizardFrame").then(({ Wizard }) => Wizard));
const RegistrationPage = page(() =>
  import("../registration/RegistrationPage").then(({ RegistrationPage }) => RegistrationPage),
);
const ClientPage = page(() => import("../client/ClientPage").then((file) => file.default));
const SettingsPage = page(() => import("../settings/SettingsPage").then((file) => file.default));

/** What is read stays true until the core says that it went stale; the page never polls. */
export function newCache(): QueryClient {
  const never = { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;
  return new QueryClient({
    defaultOptions: {
      queries: { ...never, staleTime: Number.POSITIVE_INFINITY, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

export function App({ host, cache: given }: { host: Host; cache?: QueryClient }) {
  const [cache] = useState(() => given ?? newCache());
  const [drafts] = useState(() => new Map());
  const [hears, setHears] = useState(false);
  useEffect(() => listen(host, cache, () => setHears(true)), [host, cache]);
  useEffect(keepPage, []);
  return (
    <Themed>
      <HostProvider value={host}>
        <QueryClientProvider client={cache}>
          {/* Nothing is read before the core is heard, else what goes stale in between stays so. */}
          <DraftsContext value={drafts}>{hears && <Pages />}</DraftsContext>
        </QueryClientProvider>
      </HostProvider>
    </Themed>
  );
}

function Pages() {
  const route = useRoute();
  const app = useAsk("app_state", null);
  useAppearance();
  return (
    <ZoneContext value={app.data?.timeZone}>
      <Overlays route={route} />
      <Rest />
      <CoreGate query={app}>
        <Boundary at={JSON.stringify(route)}>
          <Page route={route} />
        </Boundary>
      </CoreGate>
    </ZoneContext>
  );
}

/** Notes when all that the first page asked for stands on the screen. */
function Rest() {
  usePainted("page-painted", useIsFetching() === 0);
  return null;
}

function Page({ route }: { route: Route }) {
  return (
    <Suspense>
      {route.at === "new" && <NewWizard />}
      {route.at === "client" && <Wizard client={route.client} step={route.step} plan={route.plan} />}
      {route.at === "page" && <ClientPage client={route.client} tab={route.tab} plan={route.plan} />}
      {route.at === "settings" && <SettingsPage />}
      {route.at === "registration" && <RegistrationPage cloud={route.cloud} client={route.client} />}
      {route.at === "cockpit" && <Cockpit />}
    </Suspense>
  );
}
