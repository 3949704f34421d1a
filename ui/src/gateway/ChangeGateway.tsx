import { Button, Spinner } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow, GatewayComparison, GatewayView } from "../host/bindings";
import { Panel } from "../parts/Panel";
import { Sheet } from "../parts/Sheet";
import { StateMark } from "../parts/StateMark";
import { TypedConfirm } from "../parts/TypedConfirm";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import { Comparison } from "./Comparison";
import { addressOf, type GatewayDraft, lackOf, placeOf, tryOf } from "./draft";
import { GatewayFields } from "./GatewayFields";
import css from "./gateway.module.css";

interface Props {
  client: ClientRow;
  view: GatewayView;
  onClose: () => void;
}

/** Another gateway, or other credentials: compared first, nothing stored before it is confirmed. */
export function ChangeGateway({ client, view, onClose }: Props) {
  const { t } = useTranslation("gateway");
  const offered = useAsk("gateway_kinds", null);
  const kinds = offered.data ?? [];
  const [draft, setDraft] = useState<GatewayDraft>(() => ({
    kind: view.kind,
    place: placeOf(view.kind, view.address),
    user: view.user ?? "",
    password: "",
  }));
  const [asking, setAsking] = useState(false);
  const compare = useDo("gateway_compare");
  const change = useDo("gateway_change");
  const edit = (next: GatewayDraft) => {
    setDraft(next);
    compare.reset();
    change.reset();
  };
  const same = addressOf(draft) === view.address;
  // For the stored place, the stored password counts as long as none is typed.
  const lack =
    same && draft.password === "" && draft.user === (view.user ?? "") ? null : lackOf(draft, kinds);
  const wanted = tryOf(client.id, draft, view.address);
  const compared = compare.data;
  const store = () => {
    setAsking(false);
    change.mutate(wanted, { onSuccess: onClose });
  };
  return (
    <Sheet
      client={client}
      title={t("change.title", { client: client.name })}
      line={t("change.line")}
      testid="change-gateway"
      onClose={onClose}
      footer={
        <>
          <span className={css.footerWords} role="status">
            {lack ? t(lack) : !compared && t("change.compareFirst")}
          </span>
          <Button
            appearance={compared ? "secondary" : "primary"}
            icon={compare.isPending ? <Spinner size="tiny" aria-hidden /> : null}
            disabledFocusable={lack !== null || compare.isPending}
            onClick={() => compare.mutate(wanted)}
            data-testid="compare"
          >
            {t(compare.isPending ? "change.comparing" : compared ? "change.again" : "change.compare")}
          </Button>
          {compared && (
            <Button
              appearance="primary"
              disabledFocusable={change.isPending || (same && draft.password === "")}
              onClick={() => (compared.moves ? setAsking(true) : store())}
              data-testid="change-action"
            >
              {t(compared.moves ? "change.action" : "change.actionSame")}
            </Button>
          )}
        </>
      }
    >
      {change.error && <ProblemBox problem={change.error} />}
      {offered.error && (
        <ProblemBox
          problem={offered.error}
          onRetry={{ label: t("common:retry"), press: () => offered.refetch() }}
        />
      )}
      <Panel title={t("change.which")}>
        <GatewayFields kinds={kinds} draft={draft} onDraft={edit} keeps={same} />
      </Panel>
      {compare.error && <ProblemBox problem={compare.error} />}
      {compared && <Comparison client={client.id} compared={compared} />}
      {compared?.moves && (
        <Panel title={t("change.then.title")} testid="what-happens">
          <Consequences />
        </Panel>
      )}
      {compared && !compared.moves && <StateMark state="info">{t("change.sameOne")}</StateMark>}
      {asking && compared && (
        <TypedConfirm
          title={t("change.confirm", { client: client.name })}
          typed={client.name}
          action={t("change.confirmAction")}
          onClose={() => setAsking(false)}
          onConfirm={store}
        >
          <Confirmed compared={compared} />
        </TypedConfirm>
      )}
    </Sheet>
  );
}

/** What becomes of the present gateway, and of what Tenantry knows about it. */
function Consequences() {
  const { t } = useTranslation("gateway");
  return (
    <ul className={css.consequences}>
      {(["old", "mail", "undo", "hands", "steps", "plan"] as const).map((one) => (
        <li key={one}>
          <b>{t(`change.then.${one}.what`)}</b> {t(`change.then.${one}.line`)}
        </li>
      ))}
    </ul>
  );
}

function Confirmed({ compared }: { compared: GatewayComparison }) {
  const { t } = useTranslation("gateway");
  return (
    <>
      <p>{t("change.confirmOld")}</p>
      <p>{t("change.confirmNew", { description: compared.description })}</p>
    </>
  );
}
