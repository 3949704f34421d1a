import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import { GatewayPanel } from "../../gateway/GatewayPanel";
import type { Colour } from "../../host/bindings";
import { PageHead } from "../../parts/PageHead";
import { Columns, StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk, useDo } from "../../queries/queries";
import type { StepProps } from "../steps";
import { ClientForm } from "./ClientForm";
import { Prerequisites } from "./Prerequisites";

/** W1 of a client that is there: name and colour are kept when the technician goes on. */
export default function ClientStep({ client }: StepProps) {
  const { t } = useTranslation("client");
  const { row } = client;
  const change = useDo("client_change");
  const gateway = useAsk("gateway_get", { client: row.id }).data;
  const [name, setName] = useState(row.name);
  const missing = name.trim() === "" ? t("needName") : undefined;
  const taken = change.error?.code === "name-taken";

  const recolour = (colour: Colour) => change.mutate({ client: row.id, name: null, colour, paused: null });
  const rename = (then?: () => void) => {
    if (missing || name.trim() === row.name) return then?.();
    const request = { client: row.id, name: name.trim(), colour: null, paused: null };
    change.mutate(request, then ? { onSuccess: then } : {});
  };
  return (
    <StepPage
      testid="screen-client"
      footer={
        <WizardFooter
          back={paths.cockpit}
          primary={{
            label: t("common:footer.next", { step: t("common:step.connect") }),
            onPress: () => rename(() => go(paths.step(row.id, "connect"))),
            blocked: missing,
            busy: change.isPending,
          }}
        />
      }
    >
      <PageHead title={t("title")} line={t("line")} />
      <Columns side={<Prerequisites kind={gateway?.kind ?? "local"} />}>
        {change.error && !taken && <ProblemBox problem={change.error} />}
        <ClientForm
          name={name}
          onName={setName}
          onNamed={() => rename()}
          fault={taken ? t("nameTaken", { name: name.trim() }) : undefined}
          colour={row.colour}
          onColour={recolour}
        />
        <GatewayPanel client={row} />
      </Columns>
    </StepPage>
  );
}
