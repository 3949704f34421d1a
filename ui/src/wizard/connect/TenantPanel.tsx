import { Field, Input, Link, Spinner } from "@fluentui/react-components";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { paths } from "../../app/route";
import type { ClientView, Problem, TenantFound } from "../../host/bindings";
import { Copyable } from "../../parts/Copyable";
import { Facts } from "../../parts/Facts";
import { Panel } from "../../parts/Panel";
import { StateMark } from "../../parts/StateMark";
import { wordsOf } from "../../problems/words";
import { useAsk } from "../../queries/queries";
import css from "./TenantPanel.module.css";

interface Props {
  client: ClientView;
  typed: string;
  onType: (typed: string) => void;
  /** A sign-in is under way, so the tenant stays. */
  locked: boolean;
  looking: boolean;
  found: TenantFound | undefined;
  problem: Problem | null;
}

/** Which tenant: found while typing, or the one that the client is pinned to (M1, R11). */
export function TenantPanel({ client, typed, onType, locked, looking, found, problem }: Props) {
  const { t } = useTranslation("connect");
  const problems = useTranslation("problems").t;
  const cache = useQueryClient();
  const { tenant } = client.row;
  const id = tenant?.tenantId ?? found?.tenantId;
  const cloud = found?.cloud ?? client.cloud;
  return (
    <Panel testid="tenant">
      <div className={css.stack}>
        {tenant ? (
          <p>
            <StateMark state="done">{t("pinned", { client: client.row.name })}</StateMark>
          </p>
        ) : (
          <Field label={t("tenant")}>
            <Input
              value={typed}
              onChange={(_, { value }) => onType(value)}
              readOnly={locked}
              autoFocus
              spellCheck={false}
              placeholder={t("tenantExample")}
              contentAfter={<Answer looking={looking} found={found} problem={problem} />}
              data-testid="field-tenant"
            />
          </Field>
        )}
        {problem && (
          <p data-testid="tenant-unknown" role="status">
            <StateMark state={problem.code === "not-a-domain" ? "info" : "look"}>
              {wordsOf(problems, problem).line}
            </StateMark>{" "}
            <span className="quiet">{wordsOf(problems, problem).you[0]}</span>{" "}
            {!answered(problem) && (
              <Link
                as="button"
                onClick={() => cache.refetchQueries({ queryKey: ["tenant_discover"], type: "active" })}
                data-testid="tenant-again"
              >
                {t("common:retry")}
              </Link>
            )}
          </p>
        )}
        {found?.takenBy && <Taken by={found.takenBy} />}
        {found?.otherCloud && !found.takenBy && (
          <p data-testid="other-cloud">
            <StateMark state="info">{t("otherCloud")}</StateMark>
          </p>
        )}
        {id && !found?.takenBy && (
          <Facts
            facts={[
              [t("tenantId"), <Copyable key="id" value={id} label={t("tenantId")} />],
              [t("cloud"), t(`clouds.${cloud}`, { defaultValue: cloud })],
              [
                t("name"),
                tenant?.name ?? (
                  <span key="name" className="quiet">
                    {t("nameLater")}
                  </span>
                ),
              ],
            ]}
          />
        )}
      </div>
    </Panel>
  );
}

/** Microsoft was asked, or there was nothing to ask; else it is not known whether the tenant is there. */
const answered = ({ code }: Problem) => code === "tenant-not-found" || code === "not-a-domain";

function Answer({ looking, found, problem }: Pick<Props, "looking" | "found" | "problem">) {
  const { t } = useTranslation("connect");
  return (
    <span className={css.answer} role="status">
      {looking && <Spinner size="extra-tiny" label={t("looking")} />}
      {!looking && found && !found.takenBy && (
        <span data-testid="tenant-found" className={css.found}>
          <StateMark state="done">{t("found")}</StateMark>
        </span>
      )}
      {!looking && problem && problem.code !== "not-a-domain" && (
        <StateMark state="look">{t(answered(problem) ? "notFound" : "notAsked")}</StateMark>
      )}
    </span>
  );
}

/** R11: one tenant, one client; the way out is the other client. */
function Taken({ by }: { by: string }) {
  const { t } = useTranslation("connect");
  const cockpit = useAsk("client_list", null).data;
  const other = cockpit?.clients.find((row) => row.name === by);
  return (
    <p data-testid="tenant-taken" role="alert">
      <StateMark state="stop">{t("taken", { name: by })}</StateMark>{" "}
      {other && <Link href={paths.client(other.id)}>{t("openOther", { name: by })}</Link>}
    </p>
  );
}
