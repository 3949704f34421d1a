import { Spinner } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import { Loaded } from "../../parts/States";
import { StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { useAsk } from "../../queries/queries";
import type { StepProps } from "../steps";
import { Asking } from "./Asking";
import { Connected } from "./Connected";
import { useFocusAlong } from "./useFocusAlong";

/** W2: find the tenant, sign in to it, see what was granted; the directory is read meanwhile. */
export default function ConnectStep({ client }: StepProps) {
  const { t } = useTranslation("connect");
  const id = client.row.id;
  const signIn = useAsk("sign_in_state", { client: id });
  useFocusAlong(signIn.data?.state);
  const open = client.reached.includes("domains");
  const reading = client.row.progress !== null;
  const waits = reading ? t("footer.reading") : t("footer.signIn");
  return (
    <StepPage
      testid="screen-connect"
      footer={
        <WizardFooter
          back={paths.step(id, "client")}
          primary={{
            label: t("common:footer.next", { step: t("common:step.domains") }),
            onPress: () => go(paths.step(id, "domains")),
            blocked: open ? undefined : waits,
          }}
        >
          {open && reading && t("footer.goOn")}
        </WizardFooter>
      }
    >
      <Loaded query={signIn} label={t("reading")}>
        {(now) => {
          const { receipt } = client;
          const { tenant } = client.row;
          const shown = now.state === "done" || now.state === "idle";
          return shown && receipt && tenant ? (
            <Connected client={client} receipt={receipt} tenant={tenant} />
          ) : now.state === "done" ? (
            <Spinner label={t("checking.title")} />
          ) : (
            <Asking client={client} signIn={now} />
          );
        }}
      </Loaded>
    </StepPage>
  );
}
