import { Button } from "@fluentui/react-components";
import { PlugConnected20Regular } from "@fluentui/react-icons/svg/plug-connected";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import { addressOf, blank, lackOf } from "../../gateway/draft";
import { GatewayFields } from "../../gateway/GatewayFields";
import css from "../../gateway/gateway.module.css";
import type { Colour } from "../../host/bindings";
import { useHost } from "../../host/host";
import { PageHead } from "../../parts/PageHead";
import { Panel } from "../../parts/Panel";
import { Columns, StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { ask, useAsk, useDo } from "../../queries/queries";
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

/** W1 for a client that is not there yet: it is added when the technician goes on or tests. */
export function NewClient({ draft, onName, onColour }: Props) {
  const { t } = useTranslation("client");
  const host = useHost();
  const cache = useQueryClient();
  const app = useAsk("app_state", null).data;
  const add = useDo("client_add");
  const { name, colour } = draft;
  const kinds = useAsk("gateway_kinds", null).data ?? [];
  const [typed, setTyped] = useState(() => blank("local"));
  const [own, setOwn] = useState(false);
  // A folder of one's own is typed over the usual one.
  const usual = app?.gatewayDir ?? "";
  const gateway = typed.kind === "local" && !own ? { ...typed, place: usual } : typed;
  const taken = add.error?.code === "name-taken";
  const lack = lackOf(gateway, kinds);
  const missing = name.trim() === "" ? t("needName") : lack ? t(`gateway:${lack}`) : undefined;

  const save = (then: (client: number) => void) => {
    const { kind, place, user, password } = gateway;
    const address = kind === "local" && place.trim() === usual ? "local" : addressOf(gateway);
    const credentials = kind === "local" ? {} : { gatewayUser: user.trim(), gatewayPassword: password };
    const request = { name: name.trim(), colour, tenant: null, gateway: address, practice: false };
    add.mutate({ ...request, ...credentials }, { onSuccess: ({ row }) => then(row.id) });
  };
  const test = (client: number) => {
    void cache.prefetchQuery(ask(host, "gateway_test", { client }));
    go(paths.step(client, "client"));
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
            onPress: () => save((client) => go(paths.step(client, "connect"))),
            blocked: missing,
            busy: add.isPending,
          }}
        >
          {missing ?? t("nothingYet")}
        </WizardFooter>
      }
    >
      <PageHead title={t("titleNew")} line={t("line")} />
      <Columns side={<Prerequisites kind={gateway.kind} />}>
        {add.error && !taken && <ProblemBox problem={add.error} />}
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
        <Panel title={t("gateway:title")}>
          <div className={css.stack}>
            <GatewayFields
              kinds={kinds}
              draft={gateway}
              onDraft={(draft) => {
                setTyped(draft);
                setOwn(draft.kind === "local" && gateway.kind === "local");
                if (add.error) add.reset();
              }}
            />
            <p>
              <Button
                icon={<PlugConnected20Regular />}
                disabledFocusable={missing !== undefined || add.isPending}
                onClick={() => missing === undefined && save(test)}
                data-testid="test-connection"
              >
                {t("gateway:saveTest")}
              </Button>
            </p>
          </div>
        </Panel>
      </Columns>
    </StepPage>
  );
}
