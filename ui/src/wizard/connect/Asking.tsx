import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientView, SignInView } from "../../host/bindings";
import { PageHead } from "../../parts/PageHead";
import { Columns } from "../../parts/StepPage";
import { useAsk, useDo } from "../../queries/queries";
import { DevicePanel } from "./DevicePanel";
import { Failed } from "./Failed";
import { LikelyCauses } from "./LikelyCauses";
import { Permissions } from "./Permissions";
import { SignInPanel, type Way } from "./SignInPanel";
import { TenantPanel } from "./TenantPanel";
import { useKept } from "./useKept";
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
  const [typed, setTyped] = useState(client.typed ?? "");
  const query = useSettled(typed.trim(), 400);
  useKept(client, typed.trim(), query);
  const pinned = row.tenant !== null;
  const discover = useAsk("tenant_discover", { client: row.id, query }, { enabled: !pinned && query !== "" });
  const found = query === typed.trim() ? discover.data : undefined;
  const starts = {
    sign_in_start: useDo("sign_in_start"),
    approval_start: useDo("approval_start"),
    device_sign_in_start: useDo("device_sign_in_start"),
  };
  const [way, setWay] = useState<Way>("sign_in_start");
  const start = starts[way];
  const ready = pinned || (found !== undefined && found.takenBy === null);
  const begin = (by: Way) => {
    if (!ready) return;
    setWay(by);
    // The page for the code may be opened on any computer, so a person says when.
    const openBrowser = by !== "device_sign_in_start";
    starts[by].mutate({ client: row.id, tenant: pinned ? null : typed.trim(), openBrowser });
  };
  const inBrowser = signIn.state === "waiting" || signIn.state === "approving";
  const underWay = inBrowser || signIn.state === "checking" || signIn.state === "device";
  const help = { client, onApproval: ready ? () => begin("approval_start") : undefined };
  return (
    <>
      <PageHead title={t("title")} line={t("line")} />
      <Columns
        side={
          <>
            {signIn.state === "failed" && !start.isPending && <Failed problem={signIn.problem} {...help} />}
            {start.error && <Failed problem={start.error} {...help} />}
            {inBrowser && <WaitingPanel client={client} waiting={signIn} />}
            {signIn.state === "device" && <DevicePanel client={client} device={signIn} />}
            {signIn.state === "checking" && <CheckingPanel />}
            {!underWay && (
              <SignInPanel
                client={client}
                ready={ready}
                busy={start.isPending}
                approved={signIn.state === "approved"}
                onStart={begin}
              />
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
