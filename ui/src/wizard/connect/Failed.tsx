import { Button } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { ClientView, Problem } from "../../host/bindings";
import { ClientTile } from "../../parts/ClientTile";
import { Panel } from "../../parts/Panel";
import { StateMark } from "../../parts/StateMark";
import { ProblemBox } from "../../problems/ProblemBox";
import { entryOf } from "../../problems/table";
import css from "./Failed.module.css";

interface Props {
  problem: Problem;
  client: ClientView;
  /** Opens the approval page, where a tenant is known. */
  onApproval?: (() => void) | undefined;
}

/** A sign-in that ended without one: why; the button that tries again stands below. */
export function Failed({ problem, client, onApproval }: Props) {
  const { t } = useTranslation("connect");
  if (problem.code === "wrong-tenant" && problem.facts.expected) {
    return <OtherTenant problem={problem} client={client} />;
  }
  const { action } = entryOf(problem.code);
  return (
    <ProblemBox problem={problem}>
      {action === "approve" && onApproval && (
        <Button size="small" appearance="primary" onClick={onApproval} data-testid="cure-approval">
          {t("ways.approvalNow")}
        </Button>
      )}
      {action === "register" && !client.row.practice && (
        <Button
          size="small"
          onClick={() => go(paths.registration(client.cloud, client.row.id))}
          data-testid="cure-registration"
        >
          {t("ways.registration")}
        </Button>
      )}
    </ProblemBox>
  );
}

/** R11: a hard stop that shows both names, with no way round. */
function OtherTenant({ problem, client }: Pick<Props, "problem" | "client">) {
  const { t } = useTranslation("connect");
  const { facts } = problem;
  const { row } = client;
  return (
    <Panel testid="problem">
      <div className={css.stack} role="alert" data-code={problem.code}>
        <h2 className={css.title}>
          <StateMark state="stop">{t("other.title")}</StateMark>
        </h2>
        <p className={css.who}>
          <ClientTile name={row.name} colour={row.colour} practice={row.practice} />
          <span>
            <span className="quiet caption">{t("other.pinned")}</span>
            <b data-testid="tenant-expected">{facts.expected}</b>
            {facts["expected-id"] && <code className={css.id}>{facts["expected-id"]}</code>}
          </span>
        </p>
        <p className={css.who}>
          <ClientTile name={facts.got ?? "?"} colour="slate" />
          <span>
            <span className="quiet caption">{t("other.signedIn", { account: facts.account ?? "" })}</span>
            <b data-testid="tenant-got">{facts.got}</b>
            {facts["got-id"] && <code className={css.id}>{facts["got-id"]}</code>}
          </span>
        </p>
        <p>{t("other.line")}</p>
      </div>
    </Panel>
  );
}
