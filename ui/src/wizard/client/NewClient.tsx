import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import { addressOf, credentialsOf, lackOf } from "../../gateway/draft";
import { NewGateway } from "../../gateway/NewGateway";
import type { Colour } from "../../host/bindings";
import { PageHead } from "../../parts/PageHead";
import { Columns, StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk, useDo } from "../../queries/queries";
import { ClientForm } from "./ClientForm";
import { type Draft, nobody } from "./draft";
import { Prerequisites } from "./Prerequisites";

interface Props {
  draft: Draft;
  /** Chosen, or whose turn it is. */
  colour: Colour;
  onDraft: (draft: Draft) => void;
}

/** W1 for a client that is not there yet: it is added when the technician goes on. */
export function NewClient({ draft, colour, onDraft }: Props) {
  const { t } = useTranslation("client");
  const app = useAsk("app_state", null).data;
  const add = useDo("client_add");
  const { name, gateway: typed, own } = draft;
  const offered = useAsk("gateway_kinds", null);
  const kinds = offered.data ?? [];
  // A folder of one's own is typed over the usual one.
  const usual = app?.gatewayDir ?? "";
  const gateway = typed.kind === "local" && !own ? { ...typed, place: usual } : typed;
  const change = (part: Partial<Draft>) => {
    onDraft({ ...draft, ...part });
    if (add.error) add.reset();
  };
  const taken = add.error?.code === "name-taken";
  const lack = lackOf(gateway, kinds);
  const missing = name.trim() === "" ? t("needName") : lack ? t(`gateway:${lack}`) : undefined;

  const address = gateway.kind === "local" && gateway.place.trim() === usual ? "local" : addressOf(gateway);
  const save = () => {
    const { user, password } = credentialsOf(gateway);
    const credentials = password ? { gatewayUser: user, gatewayPassword: password } : {};
    const request = { name: name.trim(), colour, tenant: null, gateway: address, practice: false };
    const added = (id: number) => {
      onDraft(nobody);
      go(paths.step(id, "connect"));
    };
    add.mutate({ ...request, ...credentials }, { onSuccess: ({ row }) => added(row.id) });
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
          onName={(words) => change({ name: words })}
          fault={taken ? t("nameTaken", { name: name.trim() }) : undefined}
          colour={colour}
          onColour={(chosen) => onDraft({ ...draft, colour: chosen })}
        />
        <NewGateway
          kinds={kinds}
          draft={gateway}
          address={address}
          onDraft={(next) =>
            change({ gateway: next, own: next.kind === "local" && gateway.kind === "local" })
          }
        />
      </Columns>
    </StepPage>
  );
}
