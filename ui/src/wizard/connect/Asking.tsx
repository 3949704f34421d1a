import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientView, SignInView } from "../../host/bindings";
import { PageHead } from "../../parts/PageHead";
import { Columns } from "../../parts/StepPage";
import { useAsk, useDo } from "../../queries/queries";
import { Failed } from "./Failed";
import { LikelyCauses } from "./LikelyCauses";
import { Permissions } from "./Permissions";
import { SignInPanel } from "./SignInPanel";
import { TenantPanel } from "./TenantPanel";
import { useSettled } from "./useSettled";
import { CheckingPanel, WaitingPanel } from "./WaitingPanel";

interface Props {
  client: ClientView;
  signIn: Exclude<SignInView, { state: "done" }>;
}

/** Before and during the sign-in: which tenant, what will be asked, and how the browser stands. */
export function Asking({ client, signIn }: Props) {
  const { t } = useTranslation("connect");
  const { row } = client;
  const [typed, setTyped] = useState("");
  const query = useSettled(typed.trim(), 400);
  const pinned = row.tenant !== null;
  const discover = useAsk("tenant_discover", { client: row.id, query }, { enabled: !pinned && query !== "" });
  const found = query === typed.trim() ? discover.data : undefined;
  const start = useDo("sign_in_start");
  const ready = pinned || (found !== undefined && found.takenBy === null);
  const begin = () =>
    ready && start.mutate({ client: row.id, tenant: pinned ? null : typed.trim(), openBrowser: true });
  const underWay = signIn.state === "waiting" || signIn.state === "checking";
  return (
    <>
      <PageHead title={t("title")} line={t("line")} />
      <Columns
        side={
          <>
            {signIn.state === "failed" && !start.isPending && (
              <Failed problem={signIn.problem} client={client} />
            )}
            {start.error && <Failed problem={start.error} client={client} />}
            {signIn.state === "waiting" && <WaitingPanel client={client} waiting={signIn} />}
            {signIn.state === "checking" && <CheckingPanel />}
            {!underWay && (
              <SignInPanel client={client} ready={ready} busy={start.isPending} onStart={begin} />
            )}
            {signIn.state === "waiting" && <LikelyCauses />}
          </>
        }
      >
        <TenantPanel
          client={client}
          typed={typed}
          onType={setTyped}
          locked={underWay}
          looking={!pinned && query !== "" && (discover.isFetching || query !== typed.trim())}
          found={found}
          problem={query === typed.trim() ? discover.error : null}
        />
        <Permissions />
      </Columns>
    </>
  );
}
