import { useTranslation } from "react-i18next";
import type { ImportNotReached, ImportRow } from "../host/bindings";
import css from "./paper.module.css";
import { reasonOf, whyOf } from "./words";

/** More are in the certificate. */
const MOST = 5;

/** What of a mailbox is not in the archive, each with why. */
export function NotReached({ row }: { row: ImportRow }) {
  const { t } = useTranslation("mailimport");
  const problems = useTranslation("problems").t;
  const lines = [
    ...row.sums.reasons.map((reason) => reasonOf(t, reason)),
    ...row.notReached.map((place) => placed(place)),
  ];
  function placed({ what, name, messages }: ImportNotReached) {
    if (what === "folder") return t("place.folder", { name, count: messages ?? 0 });
    if (what === "other-items") return t("place.other-items", { name, count: messages ?? 0 });
    if (what === "no-such-folder") return t("place.no-such-folder", { name });
    return t(what === "archive" ? "place.archive" : "place.archive-unknown");
  }
  const why = ["refused", "paused", "waiting", "differs"].includes(row.state) ? whyOf(t, problems, row) : "";
  // Of numbers that differ the numbers themselves tell.
  const cause =
    row.state === "refused" || row.state === "paused" || row.state === "waiting" ? row.cause : null;
  return (
    <>
      {(why || cause) && (
        <p className={css.why} data-testid="import-why">
          {why && <span>{why}.</span>} {cause && <span className="quiet caption">{cause}</span>}
        </p>
      )}
      {lines.length > 0 && (
        <div className={css.missing}>
          <h3>{t("paper.notReached")}</h3>
          <ul>
            {lines.slice(0, MOST).map((line) => (
              <li key={line}>{line}</li>
            ))}
            {lines.length > MOST && <li>{t("place.more", { count: lines.length - MOST })}</li>}
          </ul>
        </div>
      )}
    </>
  );
}
