import { Link } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { DomainRefusal } from "../../host/bindings";
import css from "./domains.module.css";

/** Why a domain cannot be chosen, and what can be done about it (R11, R13, R15). */
export function RefusalReason({ refusal, onRead }: { refusal: DomainRefusal; onRead: () => void }) {
  const { t } = useTranslation("domains");
  const way = wayOut(refusal, onRead);
  return (
    <span className={css.reason}>
      {t(`refusal.${refusal.reason}.why`, { ...refusal })}{" "}
      {way && (
        <Link as="button" inline onClick={way}>
          {t(`refusal.${refusal.reason}.way`, { ...refusal, defaultValue: "" })}
        </Link>
      )}
    </span>
  );
}

function wayOut(refusal: DomainRefusal, onRead: () => void): (() => void) | null {
  switch (refusal.reason) {
    case "other-client":
      return () => go(paths.step(refusal.client, "domains"));
    case "not-verified":
    case "no-route":
    case "other-account":
      return onRead;
    case "microsofts-own":
    case "carries-no-mail":
      return null;
  }
}
