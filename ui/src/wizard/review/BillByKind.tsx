import { useTranslation } from "react-i18next";
import type { Bill, PlanView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { KindLabel } from "../../parts/KindLabel";
import { Panel } from "../../parts/Panel";
import css from "./review.module.css";

const services = ["incoming", "outgoing", "archiving"] as const;

const ofService = (bill: Bill, service: (typeof services)[number]) => ({
  before: bill[`${service}Before`],
  after: bill[`${service}After`],
});

/** Billed services of each kind before and after the plan. */
export function BillByKind({ plan: { billByKind, bill } }: { plan: PlanView }) {
  const { t } = useTranslation("review");
  return (
    <Panel flush testid="bill-by-kind">
      <table className={css.billTable}>
        <caption className="unseen">{t("bill.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("bill.kind")}</th>
            {services.map((service) => (
              <th key={service} scope="col" className={css.figure}>
                {t(`bill.${service}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {billByKind.map(({ kind, bill: own }) => (
            <tr key={kind}>
              <th scope="row">
                <KindLabel kind={kind} />
              </th>
              {services.map((service) => (
                <Change key={service} {...ofService(own, service)} />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("bill.all")}</th>
            {services.map((service) => (
              <Change key={service} {...ofService(bill, service)} />
            ))}
          </tr>
        </tfoot>
      </table>
    </Panel>
  );
}

function Change({ before, after }: { before: number; after: number }) {
  const { t } = useTranslation("review");
  const { number, count, delta } = useFormat();
  return (
    <td className={css.figure}>
      <span className="unseen">{t("bill.change", { before, after })}</span>
      <span aria-hidden>
        {before === after ? (
          <span className="quiet">{count(after)}</span>
        ) : (
          <>
            <span className="quiet">{number(before)} →</span> <b>{number(after)}</b>{" "}
            <span className={after > before ? css.plus : css.minus}>{delta(after - before)}</span>
          </>
        )}
      </span>
    </td>
  );
}
