import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import { addressOf, blank, credentialsOf, lackOf } from "../../gateway/draft";
import { NewGateway } from "../../gateway/NewGateway";
import type { Colour } from "../../host/bindings";
import { PageHead } from "../../parts/PageHead";
import { Columns, StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk, useDo } from "../../queries/queries";
import { ClientForm } from "./ClientForm";
import { Prerequisites } from "./Prerequisites";

/** What the head of the page shows while the client is being named. */
export interface Draft {
  name: string;
  colour: Colour;
}

interface Props {
  draft: Draft;
  onName: (name: string) => void;
  onColour: (colour: Colour) => void;
}

/** W1 for a client that is not there yet: it is added when the technician goes on. */
export function NewClient({ draft, onName, onColour }: Props) {
  const { t } = useTranslation("client");
  const app = useAsk("app_state", null).data;
  const add = useDo("client_add");
  const { name, colour } = draft;
  const offered = useAsk("gateway_kinds", null);
  const kinds = offered.data ?? [];
  const [typed, setTyped] = useState(() => blank("local"));
  const [own, setOwn] = useState(false);
  // A folder of one's own is typed over the usual one.
  const usual = app?.gatewayDir ?? "";
  const gateway = typed.kind === "local" && !own ? { ...typed, place: usual } : typed;
  const taken = add.error?.code === "name-taken";
  const lack = lackOf(gateway, kinds);
  const missing = name.trim() === "" ? t("needName") : lack ? t(`gateway:${lack}`) : undefined;

  const address = gateway.kind === "local" && gateway.place.trim() === usual ? "local" : addressOf(gateway);
  const save = () => {
    const { user, password } = credentialsOf(gateway);
    const credentials = password ? { gatewayUser: user, gatewayPassword: password } : {};
    const request = { name: name.trim(), colour, tenant: null, gateway: address, practice: false };
    add.mutate({ ...request, ...credentials }, { onSuccess: ({ row }) => go(paths.step(row.id, "connect")) });
  };
  return (
    <StepPage
      testid="screen-client"
      footer={
        <WizardFooter
          back={paths.cockpit}
          close={false}
          primary={{
            label: t("common:footer.next", { step: t("common:step.connect") }),
            onPress: save,
            blocked: missing,
            busy: add.isPending,
          }}
        >
          {missing ? undefined : t("nothingYet")}
        </WizardFooter>
      }
    >
      <PageHead title={t("titleNew")} line={t("line")} />
      <Columns side={<Prerequisites kind={gateway.kind} />}>
        {add.error && !taken && <ProblemBox problem={add.error} />}
        {offered.error && (
          <ProblemBox
            problem={offered.error}
            onRetry={{ label: t("common:retry"), press: () => offered.refetch() }}
          />
        )}
        <ClientForm
          name={name}
          onName={(words) => {
            onName(words);
            if (add.error) add.reset();
          }}
          fault={taken ? t("nameTaken", { name: name.trim() }) : undefined}
          colour={colour}
          onColour={onColour}
        />
        <NewGateway
          kinds={kinds}
          draft={gateway}
          address={address}
          onDraft={(draft) => {
            setTyped(draft);
            setOwn(draft.kind === "local" && gateway.kind === "local");
            if (add.error) add.reset();
          }}
        />
      </Columns>
    </StepPage>
  );
}
