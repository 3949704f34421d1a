import { Link } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { PlanNotice } from "../../host/bindings";
import { StateIcon } from "../../parts/StateMark";
import { openMailboxes } from "../mailboxes/start";
import css from "./review.module.css";

/** Those that tell of mail that is or will be refused, whatever a person approves. */
const REFUSED: ReadonlySet<PlanNotice["notice"]> = new Set(["unlisted-recipients", "relay-refused"]);

/** What to know before applying, mail that will be refused first. */
export function Notices({ client, notices }: { client: number; notices: readonly PlanNotice[] }) {
  const rank = (notice: PlanNotice) => (REFUSED.has(notice.notice) ? 0 : 1);
  const sorted = notices.toSorted((a, b) => rank(a) - rank(b));
  return sorted.map((notice) => (
    <Notice
      key={`${notice.notice} ${"domain" in notice ? notice.domain : ""}`}
      client={client}
      notice={notice}
    />
  ));
}

interface BoxProps {
  danger?: boolean;
  testid: string;
  title: string;
  way?: ReactNode;
  children: ReactNode;
}

function Box({ danger = false, testid, title, way, children }: BoxProps) {
  return (
    <section className={css.notice} data-danger={danger ? "" : undefined} data-testid={testid}>
      <StateIcon state={danger ? "stop" : "look"} />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
      {way}
    </section>
  );
}

function Notice({ client, notice }: { client: number; notice: PlanNotice }) {
  const { t } = useTranslation("review");
  switch (notice.notice) {
    case "unlisted-recipients": {
      const show = () => openMailboxes(client, { domain: notice.domain, state: "not-chosen" });
      return (
        <Box
          danger
          testid="notice-unlisted"
          title={t("notice.unlisted", { ...notice })}
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
        <Box testid="notice-domain-held" title={t("notice.domainHeld", { ...notice })}>
          <p>{t("notice.domainHeldBody", { ...notice })}</p>
        </Box>
      );
    case "left-behind":
      return (
        <Box
          testid="notice-left-behind"
          title={t("notice.leftBehind", { ...notice })}
          way={
            <Link as="button" onClick={() => go(paths.step(client, "domains"))}>
              {t("notice.leftBehindWay")}
            </Link>
          }
        >
          <p>{t("notice.leftBehindBody")}</p>
        </Box>
      );
    case "internal-relay":
      return (
        <Box testid="notice-relay" title={t("notice.relay", { ...notice })}>
          <p>{t("notice.relayBody")}</p>
        </Box>
      );
    case "exchange-unknown":
      return (
        <Box testid="notice-unknown" title={t("notice.unknown", { ...notice })}>
          <p>{t("notice.unknownBody")}</p>
        </Box>
      );
    case "relay-refused":
      return (
        <Box danger testid="notice-relay-refused" title={t("notice.relayRefused", { ...notice })}>
          <p>{t("notice.relayRefusedBody")}</p>
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
