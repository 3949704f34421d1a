import { useTranslation } from "react-i18next";
import type { ClientView, ConsentReceipt, TenantView } from "../../host/bindings";
import { PageHead } from "../../parts/PageHead";
import { Columns } from "../../parts/StepPage";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import { HowLong } from "./HowLong";
import { Reading } from "./Reading";
import { Receipt } from "./Receipt";
import { TenantCard } from "./TenantCard";

interface Props {
  client: ClientView;
  receipt: ConsentReceipt;
  tenant: TenantView;
}

/** Signed in: what was really granted, by whom, for how long; the directory is being read. */
export function Connected({ client, receipt, tenant }: Props) {
  const { t } = useTranslation("connect");
  const start = useDo("sign_in_start");
  const again = () => start.mutate({ client: client.row.id, tenant: null, openBrowser: true });
  return (
    <>
      <PageHead title={t("done.title", { name: client.row.name })} line={t("done.line")} />
      <Columns
        side={
          <>
            <TenantCard client={client} tenant={tenant} receipt={receipt} />
            <HowLong client={client} receipt={receipt} onAgain={again} />
            <Reading client={client} />
          </>
        }
      >
        {start.error && <ProblemBox problem={start.error} />}
        <Receipt receipt={receipt} onAgain={again} />
      </Columns>
    </>
  );
}
