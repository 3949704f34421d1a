import {
  Link,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { PlanNotice } from "../../host/bindings";
import { openMailboxes } from "../mailboxes/start";
import css from "./review.module.css";

/** What to know before applying, mail that will be refused first. */
export function Notices({ client, notices }: { client: number; notices: readonly PlanNotice[] }) {
  const worst = (notice: PlanNotice) => (notice.notice === "unlisted-recipients" ? 0 : 1);
  const sorted = notices.toSorted((a, b) => worst(a) - worst(b));
  return sorted.map((notice) => (
    <div key={`${notice.notice} ${"domain" in notice ? notice.domain : ""}`} className={css.notice}>
      <Notice client={client} notice={notice} />
    </div>
  ));
}

function Notice({ client, notice }: { client: number; notice: PlanNotice }) {
  const { t } = useTranslation("review");
  switch (notice.notice) {
    case "unlisted-recipients":
      return (
        <MessageBar intent="error" layout="multiline" data-testid="notice-unlisted">
          <MessageBarBody>
            <MessageBarTitle>{t("notice.unlisted", { ...notice })}</MessageBarTitle>
            {t("notice.unlistedBody")}
          </MessageBarBody>
          <MessageBarActions>
            <Link
              as="button"
              onClick={() => openMailboxes(client, { domain: notice.domain, state: "not-chosen" })}
            >
              {t("notice.unlistedWay")}
            </Link>
          </MessageBarActions>
        </MessageBar>
      );
    case "domain-held":
      return (
        <MessageBar intent="warning" layout="multiline" data-testid="notice-domain-held">
          <MessageBarBody>
            <MessageBarTitle>{t("notice.domainHeld", { ...notice })}</MessageBarTitle>
            {t("notice.domainHeldBody", { ...notice })}
          </MessageBarBody>
        </MessageBar>
      );
    case "kinds-are-guesses":
      return (
        <MessageBar intent="warning" layout="multiline" data-testid="notice-guesses">
          <MessageBarBody>
            <MessageBarTitle>{t("notice.guesses")}</MessageBarTitle>
            {t("notice.guessesBody")}
            <details>
              <summary>{t("notice.cause")}</summary>
              <span className="mono">{notice.cause}</span>
            </details>
          </MessageBarBody>
        </MessageBar>
      );
  }
}
