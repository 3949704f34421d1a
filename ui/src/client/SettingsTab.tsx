import { Tab, TabList } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExceptionsList } from "../exceptions/ExceptionsList";
import { GatewayPanel } from "../gateway/GatewayPanel";
import type { ClientView } from "../host/bindings";
import { PageHead } from "../parts/PageHead";
import { Loaded } from "../parts/States";
import { StepPage } from "../parts/StepPage";
import { useAsk } from "../queries/queries";
import { asNow, Settings } from "../wizard/options/OptionsStep";
import type { StepProps } from "../wizard/steps";
import { Name } from "./Name";
import css from "./page.module.css";
import { Remove } from "./Remove";
import { SignInSettings } from "./SignInSettings";

const sections = ["client", "gateway", "sign-in", "options", "exceptions", "remove"] as const;
type Section = (typeof sections)[number];

/** Everything about a client that can be set, a section at a time. */
export default function SettingsTab({ client }: StepProps) {
  const { t } = useTranslation("page");
  const [section, setSection] = useState<Section>("client");
  return (
    <StepPage testid="screen-settings" footer={null}>
      <PageHead title={t("tab.settings")} line={t(`settings.line.${section}`)} />
      <TabList
        className={css.sections ?? ""}
        size="small"
        selectedValue={section}
        onTabSelect={(_, { value }) => setSection(value as Section)}
        aria-label={t("settings.sections")}
      >
        {sections.map((one) => (
          <Tab key={one} value={one} data-testid={`section-${one}`}>
            {t(`settings.${one}`)}
          </Tab>
        ))}
      </TabList>
      <div className={css.stack} data-testid={`settings-${section}`}>
        <Section client={client} section={section} />
      </div>
    </StepPage>
  );
}

function Section({ client, section }: { client: ClientView; section: Section }) {
  const { row } = client;
  if (section === "client") return <Name client={client} />;
  if (section === "gateway") return <GatewayPanel client={row} />;
  if (section === "sign-in") return <SignInSettings client={client} />;
  if (section === "options") return <Options client={row.id} />;
  if (section === "exceptions") return <ExceptionsList client={row.id} />;
  return <Remove row={row} />;
}

function Options({ client }: { client: number }) {
  const { t } = useTranslation();
  const stored = useAsk("options_get", { client }, asNow);
  return (
    <Loaded query={stored} label={t("options:title")}>
      {(screen) => <Settings client={client} stored={screen} />}
    </Loaded>
  );
}
