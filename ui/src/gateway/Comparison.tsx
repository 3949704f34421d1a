import { useTranslation } from "react-i18next";
import type { ComparedDomain, GatewayComparison } from "../host/bindings";
import { useFormat } from "../parts/format";
import { Panel } from "../parts/Panel";
import { type State, StateMark } from "../parts/StateMark";
import { useDomainNames } from "../queries/domainNames";
import css from "./gateway.module.css";
import { useIsMade } from "./useIsMade";

const marks: Record<ComparedDomain["state"], State> = {
  missing: "new",
  ours: "done",
  nobody: "adopted",
  another: "failing",
};

/** What the other gateway has of this client; read, and nothing stored. */
export function Comparison({ client, compared }: { client: number; compared: GatewayComparison }) {
  const { t } = useTranslation("gateway");
  const { number } = useFormat();
  const read = useDomainNames(client);
  const isMade = useIsMade();
  const { domains, recipients, identity, description } = compared;
  return (
    <Panel
      flush
      title={t("compared.title")}
      aside={
        <span className="caption">
          <StateMark state="done">{identity ? description : isMade(description)}</StateMark>
        </span>
      }
      testid="compared"
    >
      {recipients ? (
        <dl className={css.numbers}>
          {(["missing", "different", "same", "gatewayOnly"] as const).map((one) => (
            <div key={one} data-testid={`compared-${one}`}>
              <dd>{number(recipients[one])}</dd>
              <dt>
                {t(`compared.recipients.${one}`)}
                <span className="quiet caption">{t(`compared.then.${one}`)}</span>
              </dt>
            </div>
          ))}
        </dl>
      ) : (
        <p className={css.untold}>{t("compared.untold")}</p>
      )}
      {domains.length > 0 ? (
        <table className={css.table}>
          <caption className="unseen">{t("compared.domains")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("compared.domain")}</th>
              <th scope="col">{t("compared.there")}</th>
              <th scope="col">{t("compared.what")}</th>
            </tr>
          </thead>
          <tbody>
            {domains.map(({ domain, state, owner }) => (
              <tr key={domain} data-testid={`compared-${domain}`}>
                <th scope="row">{read(domain)}</th>
                <td>
                  <StateMark state={marks[state]}>
                    {t(`compared.state.${state}`, { owner: owner ?? "" })}
                  </StateMark>
                </td>
                <td className="quiet">{t(`compared.stateThen.${state}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className={css.untold}>{t("compared.noDomains")}</p>
      )}
    </Panel>
  );
}
