import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { Cockpit } from "../cockpit/Cockpit";
import { type Host, HostProvider } from "../host/host";
import { Overlays } from "../palette/Overlays";
import { ZoneContext } from "../parts/format";
import { Boundary } from "../problems/Boundary";
import { CoreGate } from "../problems/CoreGate";
import { listen } from "../queries/listen";
import { useAsk } from "../queries/queries";
import { RegistrationPage } from "../registration/RegistrationPage";
import { useAppearance } from "../settings/useAppearance";
import { NewWizard, Wizard } from "../wizard/WizardFrame";
import { keepPage } from "./keep";
import { type Route, useRoute } from "./route";
import { Themed } from "./theme";

const ClientPage = lazy(() => import("../client/ClientPage"));
const SettingsPage = lazy(() => import("../settings/SettingsPage"));

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
  const [hears, setHears] = useState(false);
  useEffect(() => listen(host, cache, () => setHears(true)), [host, cache]);
  useEffect(keepPage, []);
  return (
    <Themed>
      <HostProvider value={host}>
        <QueryClientProvider client={cache}>
          {/* Nothing is read before the core is heard, else what goes stale in between stays so. */}
          {hears && <Pages />}
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
      <CoreGate query={app}>
        <Boundary at={JSON.stringify(route)}>
          <Page route={route} />
        </Boundary>
      </CoreGate>
    </ZoneContext>
  );
}

function Page({ route }: { route: Route }) {
  return (
    <>
      {route.at === "new" && <NewWizard />}
      {route.at === "client" && <Wizard client={route.client} step={route.step} plan={route.plan} />}
      {route.at === "page" && (
        <Suspense>
          <ClientPage client={route.client} tab={route.tab} />
        </Suspense>
      )}
      {route.at === "settings" && (
        <Suspense>
          <SettingsPage />
        </Suspense>
      )}
      {route.at === "registration" && <RegistrationPage cloud={route.cloud} client={route.client} />}
      {route.at === "cockpit" && <Cockpit />}
    </>
  );
}
