import { Link } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { go } from "../../app/route";
import type { PlanNotice } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { useScreen } from "../../parts/place";
import { type State, StateIcon } from "../../parts/StateMark";
import { useDomainNames } from "../../queries/domainNames";
import { openMailboxes } from "../mailboxes/start";
import css from "./review.module.css";

/** Those that tell of mail that is or will be refused, whatever a person approves. */
const REFUSED: ReadonlySet<PlanNotice["notice"]> = new Set(["unlisted-recipients", "relay-refused"]);
/** What a person should look at before anything else on the page. */
const URGENT: ReadonlySet<PlanNotice["notice"]> = new Set(["mass-leave"]);

interface Props {
  client: number;
  notices: readonly PlanNotice[];
  /** Only those that stand above what is held; else the others. */
  urgent?: boolean;
}

/** What to know before applying, mail that will be refused first. */
export function Notices({ client, notices, urgent = false }: Props) {
  const rank = (notice: PlanNotice) => (REFUSED.has(notice.notice) ? 0 : 1);
  const here = notices.filter(({ notice }) => URGENT.has(notice) === urgent);
  const sorted = here.toSorted((a, b) => rank(a) - rank(b));
  const read = useDomainNames(client);
  return sorted.map((notice) => (
    <Notice
      key={`${notice.notice} ${"domain" in notice ? notice.domain : ""}`}
      client={client}
      notice={notice}
      domain={"domain" in notice ? read(notice.domain) : ""}
    />
  ));
}

interface BoxProps {
  danger?: boolean;
  /** Where it is neither danger nor a warning. */
  state?: State;
  testid: string;
  title: string;
  way?: ReactNode;
  children: ReactNode;
}

function Box({ danger = false, state, testid, title, way, children }: BoxProps) {
  return (
    <section
      className={css.notice}
      data-danger={danger ? "" : undefined}
      data-calm={state ? "" : undefined}
      data-testid={testid}
    >
      <StateIcon state={state ?? (danger ? "stop" : "look")} />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
      {way}
    </section>
  );
}

interface NoticeProps {
  client: number;
  notice: PlanNotice;
  /** As people read it. */
  domain: string;
}

function Notice({ client, notice, domain }: NoticeProps) {
  const { t } = useTranslation("review");
  const { moment } = useFormat();
  const screen = useScreen(client);
  switch (notice.notice) {
    case "unlisted-recipients": {
      const show = () => openMailboxes(screen("mailboxes"), { domain: notice.domain, state: "not-chosen" });
      return (
        <Box
          danger
          testid="notice-unlisted"
          title={t("notice.unlisted", { ...notice, domain })}
          way={
            <Link as="button" onClick={show}>
              {t("notice.unlistedWay")}
            </Link>
          }
        >
          <p>{t("notice.unlistedBody")}</p>
        </Box>
      );
    }
    case "domain-held":
      return (
        <Box testid="notice-domain-held" title={t("notice.domainHeld", { ...notice, domain })}>
          <p>{t("notice.domainHeldBody", { ...notice, domain })}</p>
        </Box>
      );
    case "left-behind":
      return (
        <Box
          testid="notice-left-behind"
          title={t("notice.leftBehind", { ...notice, domain })}
          way={
            <Link as="button" onClick={() => go(screen("domains"))}>
              {t("notice.leftBehindWay")}
            </Link>
          }
        >
          <p>{t("notice.leftBehindBody")}</p>
        </Box>
      );
    case "internal-relay":
    case "exchange-unknown":
      // A change of the domain is held for it, and the box of what is held explains it.
      return null;
    case "relay-refused":
      return (
        <Box danger testid="notice-relay-refused" title={t("notice.relayRefused", { ...notice, domain })}>
          <p>{t("notice.relayRefusedBody")}</p>
        </Box>
      );
    case "mass-leave":
      return (
        <Box
          danger
          testid="notice-mass-leave"
          title={t("notice.massLeave", { ...notice })}
          way={
            <Link as="button" onClick={() => openMailboxes(screen("mailboxes"), { state: "leaver" })}>
              {t("notice.massLeaveWay")}
            </Link>
          }
        >
          <p>{t("notice.massLeaveBody")}</p>
        </Box>
      );
    case "leavers-waiting":
      return (
        <Box
          state="info"
          testid="notice-leavers-waiting"
          title={t("notice.leaversWaiting", { ...notice })}
          way={
            <Link as="button" onClick={() => openMailboxes(screen("mailboxes"), { state: "leaver" })}>
              {t("notice.massLeaveWay")}
            </Link>
          }
        >
          <p>{t("notice.leaversWaitingBody", { at: moment(notice.firstEnds), days: notice.days })}</p>
        </Box>
      );
    case "weaker-kinds":
      return (
        <Box testid="notice-weaker" title={t("notice.weaker")}>
          <p>{t("notice.weakerBody", { source: t(`mailboxes:detail.short.${notice.source}`) })}</p>
          <details>
            <summary>{t("notice.cause")}</summary>
            <span className="mono">{notice.cause}</span>
          </details>
        </Box>
      );
    case "kinds-are-guesses":
      return (
        <Box testid="notice-guesses" title={t("notice.guesses")}>
          <p>{t("notice.guessesBody")}</p>
          <details>
            <summary>{t("notice.cause")}</summary>
            <span className="mono">{notice.cause}</span>
          </details>
        </Box>
      );
  }
}
