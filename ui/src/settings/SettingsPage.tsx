import { Button } from "@fluentui/react-components";
import { ArrowLeft20Regular } from "@fluentui/react-icons/svg/arrow-left";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { SettingsSet, SettingsView } from "../host/bindings";
import { useKeys } from "../parts/keys";
import { PageHead } from "../parts/PageHead";
import { Loaded } from "../parts/States";
import { TopBar } from "../parts/TopBar";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import { SupportGroup } from "../support/SupportGroup";
import { AboutGroup } from "./AboutGroup";
import { AppearanceGroup } from "./AppearanceGroup";
import { NotifyGroup } from "./NotifyGroup";
import css from "./settings.module.css";
import { WhenGroup } from "./WhenGroup";

/** What every group of settings gets. */
export interface Form {
  settings: SettingsView;
  change: (change: SettingsSet) => void;
}

/** The settings of the program; what is changed counts at once. */
export default function SettingsPage() {
  const { t } = useTranslation("settings");
  const settings = useAsk("settings_get", null);
  useKeys({ "Alt+ArrowLeft": () => go(paths.cockpit) });
  useEffect(() => {
    document.title = `${t("title")} – Tenantry`;
  }, [t]);
  return (
    <div className={css.frame}>
      <TopBar />
      <main className={css.main} data-testid="screen-settings">
        <div className={css.page}>
          <PageHead title={t("title")} line={t("lead")}>
            <Button icon={<ArrowLeft20Regular />} onClick={() => go(paths.cockpit)} data-testid="back">
              {t("back")}
            </Button>
          </PageHead>
          <Loaded query={settings} label={t("title")}>
            {(view) => <Groups settings={view} />}
          </Loaded>
        </div>
      </main>
    </div>
  );
}

function Groups({ settings }: { settings: SettingsView }) {
  const { t } = useTranslation("settings");
  const set = useDo("settings_set");
  const form: Form = { settings, change: (change) => set.mutate(change) };
  return (
    <>
      {set.error && <ProblemBox problem={set.error} />}
      <div className={css.columns}>
        <div>
          <AppearanceGroup {...form} />
          <NotifyGroup {...form} />
        </div>
        <div>
          <WhenGroup {...form} />
          <AboutGroup {...form} />
          <SupportGroup />
        </div>
      </div>
      <span className="unseen" role="status" data-testid="saved">
        {set.isSuccess ? t("saved") : ""}
      </span>
    </>
  );
}
