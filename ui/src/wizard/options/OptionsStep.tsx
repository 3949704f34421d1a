import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { OptionsScreen } from "../../host/bindings";
import { PageHead } from "../../parts/PageHead";
import { Loaded } from "../../parts/States";
import { StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk } from "../../queries/queries";
import type { StepProps } from "../steps";
import { BrakeGroup } from "./BrakeGroup";
import { DefaultsGroup } from "./DefaultsGroup";
import css from "./options.module.css";
import { ReportGroup } from "./ReportGroup";
import { StepGroup } from "./StepGroup";
import { TimeGroup } from "./TimeGroup";
import { useOptions } from "./useOptions";

/** Numbers and the example are of this moment, not of the last visit. */
export const asNow = { refetchOnMount: "always" } as const;

/** How times look, what people receive, and what happens when the tenant changes. */
export default function OptionsStep({ client }: StepProps) {
  const { t } = useTranslation("options");
  const id = client.row.id;
  const stored = useAsk("options_get", { client: id }, asNow);
  const primary = { label: t("next"), onPress: () => go(paths.step(id, "review")) };
  const footer = (
    <WizardFooter back={paths.step(id, "mailboxes")} primary={primary}>
      {stored.data && <Reach screen={stored.data} />}
    </WizardFooter>
  );
  return (
    <StepPage testid="screen-options" footer={footer}>
      <PageHead title={t("title")} line={t("lead")} />
      <Loaded query={stored} label={t("title")}>
        {(screen) => <Settings client={id} stored={screen} />}
      </Loaded>
    </StepPage>
  );
}

/** The options themselves, stored as they are changed. */
export function Settings({ client, stored }: { client: number; stored: OptionsScreen }) {
  const { t } = useTranslation("options");
  const { form, type, screen, problem, saving, saved } = useOptions(client, stored);
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      <div className={css.columns}>
        <div>
          <TimeGroup {...form} screen={screen} />
          <ReportGroup {...form} />
          <DefaultsGroup {...form} />
        </div>
        <div>
          <StepGroup {...form} />
          <BrakeGroup {...form} type={type} screen={screen} />
        </div>
      </div>
      <span className="unseen" role="status" data-testid="saved">
        {saving ? t("saving") : saved ? t("saved") : ""}
      </span>
    </>
  );
}

/** Whom the options reach, and who keeps what they have (R12). */
function Reach({ screen: { newMailboxes, others } }: { screen: OptionsScreen }) {
  const { t } = useTranslation("options");
  return (
    <span>
      {newMailboxes > 0 ? t("footer.new", { count: newMailboxes }) : t("footer.newNone")}{" "}
      {others > 0 ? t("footer.others", { count: others }) : t("footer.othersNone")}
    </span>
  );
}
