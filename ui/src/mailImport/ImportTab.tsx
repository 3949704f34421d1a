import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientView, ImportView } from "../host/bindings";
import { PageHead } from "../parts/PageHead";
import { Loaded } from "../parts/States";
import { StepPage } from "../parts/StepPage";
import type { StepProps } from "../wizard/steps";
import { Access } from "./Access";
import { AccessSheet } from "./AccessSheet";
import { Ready } from "./Ready";
import { Running } from "./Running";
import { SetUp } from "./SetUp";
import { useImport } from "./useImport";

/** Existing mail into the archive: permission, set-up, the run, its certificate (M8, S1 to S4). */
export default function ImportTab({ client }: StepProps) {
  const { t } = useTranslation("mailimport");
  const { view } = useImport(client.row.id);
  // A run that is shown has a list of its own that scrolls.
  const [settingUp, setSettingUp] = useState(false);
  const runs = view.data != null && !view.data.fresh && !settingUp;
  return (
    <StepPage testid="screen-import" footer={null} fixed={runs}>
      <Loaded
        query={{ ...view, data: view.data === undefined ? undefined : { import: view.data } }}
        label={t("reading")}
      >
        {(read) => (
          <Standing client={client} view={read.import} settingUp={settingUp} setSettingUp={setSettingUp} />
        )}
      </Loaded>
    </StepPage>
  );
}

interface Props {
  client: ClientView;
  view: ImportView | null;
  settingUp: boolean;
  setSettingUp: (on: boolean) => void;
}

function Standing({ client, view, settingUp, setSettingUp }: Props) {
  const { t } = useTranslation("mailimport");
  const { access, step } = useImport(client.row.id);
  const [sheet, setSheet] = useState(false);
  const showAccess = () => setSheet(true);
  const drawer = sheet && <AccessSheet client={client} onClose={() => setSheet(false)} />;
  if (view && !settingUp) {
    const again = () => setSettingUp(true);
    return (
      <>
        {view.fresh ? (
          <Ready key={view.id} client={client} view={view} onChange={again} onAccess={showAccess} />
        ) : (
          <Running key={view.id} client={client} view={view} onNew={again} onAccess={showAccess} />
        )}
        {drawer}
      </>
    );
  }
  // While an application is being registered it may be there, and what came of the rest has to be seen.
  const registering = step.data && step.data.state !== "idle" && !step.data.removes;
  // Of one without an id nobody knows how far it got: it is gone on with where it was begun.
  if (access.data?.app?.appId && !registering) {
    return (
      <>
        <SetUp
          client={client}
          wish={view?.fresh ? view.wish : null}
          onAccess={showAccess}
          onBegun={() => setSettingUp(false)}
          {...(view ? { onBack: () => setSettingUp(false) } : {})}
        />
        {drawer}
      </>
    );
  }
  return (
    <>
      <PageHead title={t("title")} line={t("line.access")} />
      <Loaded query={access} label={t("access.title")}>
        {(stands) => (
          <Loaded query={step} label={t("access.title")}>
            {(under) => <Access client={client} access={stands} step={under} />}
          </Loaded>
        )}
      </Loaded>
    </>
  );
}
