import { Button } from "@fluentui/react-components";
import { Key20Regular } from "@fluentui/react-icons/svg/key";
import { SignOut20Regular } from "@fluentui/react-icons/svg/sign-out";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import { RowDialog } from "../cockpit/RowDialog";
import type { ClientView } from "../host/bindings";
import { Empty } from "../parts/States";
import { Columns } from "../parts/StepPage";
import { HowLong } from "../wizard/connect/HowLong";
import { Receipt } from "../wizard/connect/Receipt";
import { TenantCard } from "../wizard/connect/TenantCard";
import css from "./page.module.css";

/** What was granted, by whom, for how long, and the ways to renew or end it (M3, M4). */
export function SignInSettings({ client }: { client: ClientView }) {
  const { t } = useTranslation("page");
  const { row, receipt } = client;
  const [leaving, setLeaving] = useState(false);
  const again = () => go(paths.step(row.id, "connect"));
  if (!receipt || !row.tenant)
    return (
      <Empty icon={<Key20Regular />} title={t("signIn.none")} line={t("signIn.noneLine")}>
        <Button appearance="primary" onClick={again}>
          {t("act.reauthorise.name")}
        </Button>
      </Empty>
    );
  return (
    <Columns
      side={
        <>
          <TenantCard client={client} tenant={row.tenant} receipt={receipt} />
          <HowLong client={client} receipt={receipt} onAgain={again} />
          <div className={css.ways}>
            <Button icon={<SignOut20Regular />} onClick={() => setLeaving(true)} data-testid="sign-out">
              {t("signIn.out")}
            </Button>
          </div>
        </>
      }
    >
      <Receipt receipt={receipt} onAgain={again} />
      {leaving && <RowDialog row={row} ask="sign-out" onClose={() => setLeaving(false)} />}
    </Columns>
  );
}
