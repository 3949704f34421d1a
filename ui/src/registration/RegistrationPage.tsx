import { Tab, TabList } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "../app/route";
import type { RegistrationView } from "../host/bindings";
import { OwnPage } from "../parts/OwnPage";
import { Panel } from "../parts/Panel";
import { Loaded } from "../parts/States";
import { Columns } from "../parts/StepPage";
import { useAsk } from "../queries/queries";
import { ByHand } from "./ByHand";
import { ClientId } from "./ClientId";
import { Permissions } from "./Permissions";
import css from "./registration.module.css";
import { Script } from "./Script";

interface Props {
  cloud: string;
  /** The client whose sign-in led here, to go back to. */
  client: number | null;
}

/** M9: what is registered with Microsoft, once for all clients of a cloud, and how. */
export function RegistrationPage({ cloud, client }: Props) {
  const { t } = useTranslation("registration");
  const registration = useAsk("registration_get", { cloud });
  const back = client === null ? paths.cockpit : paths.step(client, "connect");
  return (
    <OwnPage
      title={t("title")}
      line={t("line", { cloud: t(`connect:clouds.${cloud}`, { defaultValue: cloud }) })}
      back={{ label: t(client === null ? "toClients" : "toClient"), path: back }}
      testid="screen-registration"
    >
      <Loaded query={registration} label={t("reading")}>
        {(view) => (
          <Columns side={<ClientId view={view} client={client} />}>
            <How view={view} />
            <Permissions list={view.permissions} />
          </Columns>
        )}
      </Loaded>
    </OwnPage>
  );
}

const ways = ["powershell", "cli", "hand"] as const;
type Way = (typeof ways)[number];

/** Three ways to one result: a script for either of Microsoft's command lines, or the portal by hand. */
function How({ view }: { view: RegistrationView }) {
  const { t } = useTranslation("registration");
  const [way, setWay] = useState<Way>("powershell");
  return (
    <Panel title={t("how.title")}>
      <TabList
        className={css.tabs}
        selectedValue={way}
        onTabSelect={(_, { value }) => setWay(value as Way)}
        aria-label={t("how.title")}
      >
        {ways.map((one) => (
          <Tab key={one} value={one} id={`way-${one}`} data-testid={`way-${one}`}>
            {t(`way.${one}`)}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel" aria-labelledby={`way-${way}`}>
        {way === "powershell" && <Script text={view.powershell} line={t("script.powershell")} />}
        {way === "cli" && <Script text={view.azureCli} line={t("script.cli")} />}
        {way === "hand" && <ByHand view={view} />}
      </div>
    </Panel>
  );
}
