import { Button } from "@fluentui/react-components";
import { Bookmark16Regular } from "@fluentui/react-icons/svg/bookmark";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { Receipt16Regular } from "@fluentui/react-icons/svg/receipt";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LiftConfirm } from "../../exceptions/LiftConfirm";
import type { MailboxDetail, WhyView } from "../../host/bindings";
import { useFocusBack } from "../../parts/focusBack";
import { useKeys } from "../../parts/keys";
import { Loaded } from "../../parts/States";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk, useDo } from "../../queries/queries";
import { EvidenceLink } from "./EvidenceLink";
import css from "./mailboxes.module.css";
import { OutcomeLink } from "./OutcomeLink";
import { services } from "./useMailboxes";

interface Props {
  client: number;
  /** A directory id, or an address. */
  about: string;
  name: string;
  /** It is not among the recipients. */
  missing?: boolean;
  onClose: () => void;
  onExempt?: () => void;
}

/** Why one recipient is here or missing, and why it is as it is. It follows the row in focus. */
export default function WhyDrawer({ client, about, name, missing = false, onClose, onExempt }: Props) {
  const { t } = useTranslation("mailboxes");
  useFocusBack();
  useKeys({ Escape: onClose });
  const why = useAsk("why", { client, about });
  const title = t(missing ? "detail.titleMissing" : "detail.title", { name });
  return (
    <aside className={css.drawer} aria-label={title} data-testid="why-drawer">
      <div className={css.title}>
        <h2>{title}</h2>
        <Button
          appearance="subtle"
          size="small"
          icon={<Dismiss20Regular />}
          aria-label={t("detail.close")}
          onClick={onClose}
        />
      </div>
      <Loaded query={why} label={t("detail.loading")}>
        {(view) => <Chain client={client} why={view} onExempt={onExempt} />}
      </Loaded>
    </aside>
  );
}

interface ChainProps {
  client: number;
  why: WhyView;
  onExempt: (() => void) | undefined;
}

function Chain({ client, why, onExempt }: ChainProps) {
  const { t } = useTranslation("mailboxes");
  const known = why.id !== null && (why.subject === "recipient" || why.subject === "leaver");
  const detail = useAsk("mailbox_get", { client, id: why.id ?? "" }, { enabled: known });
  const billed = services.filter((service) => why.billed?.[service]);
  return (
    <>
      <ol className={css.chain}>
        {why.evidence.map((evidence, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew as a whole
          <EvidenceLink key={at} client={client} evidence={evidence} detail={detail.data} />
        ))}
        <OutcomeLink outcome={why.outcome} now={detail.data?.row.now ?? null} />
      </ol>
      {why.billed && (
        <p className={css.billed}>
          <Receipt16Regular aria-hidden />
          {billed.length > 0
            ? t("detail.billed", { list: billed.map((one) => t(`service.${one}`)).join(", ") })
            : t("detail.billedNone")}
        </p>
      )}
      {known && onExempt && <Exception client={client} detail={detail.data} onExempt={onExempt} />}
    </>
  );
}

interface ExceptionProps {
  client: number;
  detail: MailboxDetail | undefined;
  onExempt: () => void;
}

/** Sets an exception, or takes the one that stands back. */
function Exception({ client, detail, onExempt }: ExceptionProps) {
  const { t } = useTranslation("mailboxes");
  const lift = useDo("exception_remove");
  const [asking, setAsking] = useState(false);
  if (!detail) return null;
  const { exception, row } = detail;
  return (
    <div className={css.foot}>
      {lift.error && <ProblemBox problem={lift.error} />}
      <Button icon={<Bookmark16Regular />} size="small" onClick={onExempt} data-testid="why-exempt">
        {t(exception ? "detail.changeException" : "detail.setException")}
      </Button>
      {exception && (
        <Button
          size="small"
          appearance="subtle"
          disabledFocusable={lift.isPending}
          onClick={() => setAsking(true)}
          data-testid="why-lift"
        >
          {t("detail.liftException")}
        </Button>
      )}
      {exception && asking && (
        <LiftConfirm
          name={row.name || row.address}
          onClose={() => setAsking(false)}
          onConfirm={() => lift.mutate({ client, objects: [exception.object] })}
        />
      )}
    </div>
  );
}
