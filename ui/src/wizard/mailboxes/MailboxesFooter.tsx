import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { ServiceTotals } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { usePlace } from "../../parts/place";
import { WizardFooter } from "../../parts/WizardFooter";
import css from "./mailboxes.module.css";

function Service({ name, total, delta }: { name: string; total: number; delta: number }) {
  const { number, delta: signed } = useFormat();
  return (
    <span>
      {name} <b>{number(total)}</b>{" "}
      {delta !== 0 && <span className={delta > 0 ? css.plus : css.minus}>{signed(delta)}</span>}
    </span>
  );
}

/** How many are chosen, what they get, and how that differs from what the gateway has. */
export function MailboxesFooter({ client, totals }: { client: number; totals: ServiceTotals | undefined }) {
  const { t } = useTranslation("mailboxes");
  const { number } = useFormat();
  const onPage = usePlace() === "page";
  const primary = {
    label: t(onPage ? "nextOnPage" : "next"),
    onPress: () => go(onPage ? paths.page(client, "changes") : paths.step(client, "options")),
    blocked: totals?.selected ? undefined : t(totals ? "whyNext" : "whyNextReading"),
  };
  return (
    <WizardFooter back={paths.step(client, "domains")} primary={primary}>
      {totals && (
        <span className={css.counts}>
          <span data-testid="chosen">
            <b>{number(totals.selected)}</b> {t("footer.chosen")}
          </span>
          <Service name={t("footer.in")} total={totals.incoming} delta={totals.incomingDelta} />
          <Service name={t("footer.out")} total={totals.outgoing} delta={totals.outgoingDelta} />
          <Service name={t("footer.archive")} total={totals.archiving} delta={totals.archivingDelta} />
        </span>
      )}
    </WizardFooter>
  );
}
