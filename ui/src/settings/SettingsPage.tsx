import { useTranslation } from "react-i18next";
import { paths } from "../app/route";
import type { SettingsSet, SettingsView } from "../host/bindings";
import { OwnPage } from "../parts/OwnPage";
import { Loaded } from "../parts/States";
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
  return (
    <OwnPage
      title={t("title")}
      line={t("lead")}
      back={{ label: t("back"), path: paths.cockpit }}
      testid="screen-settings"
    >
      <Loaded query={settings} label={t("title")}>
        {(view) => <Groups settings={view} />}
      </Loaded>
    </OwnPage>
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
