import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { PlanRow } from "../../host/bindings";
import { addresses } from "../../parts/addresses";
import { KindLabel } from "../../parts/KindLabel";
import { ServiceMarks } from "../../parts/ServiceMarks";
import { type Difference, differences } from "./changes";
import css from "./review.module.css";

/** What is told of a change, in a plan and in a run. */
type Shapes = Pick<PlanRow, "before" | "after" | "reason">;

/** What the gateway has, as far as the step changes it. */
export function Before({ row }: { row: Shapes }) {
  const { t } = useTranslation("review");
  if (!row.before) return <span className="quiet">{t("notThere")}</span>;
  return (
    <span className={css.lines}>
      {differences(row).map((one) => (
        <span key={one.is + ("what" in one ? one.what : "")}>{before(one, t)}</span>
      ))}
    </span>
  );
}

/** What it is to have. */
export function After({ row }: { row: Shapes }) {
  const { t } = useTranslation("review");
  return (
    <span className={css.lines}>
      {differences(row).map((one) => (
        <span key={one.is + ("what" in one ? one.what : "")}>{after(one, row, t)}</span>
      ))}
    </span>
  );
}

type T = TFunction<"review">;
const quiet = (text: string) => <span className="quiet">{text}</span>;

function turned(t: T, what: "ldap" | "reject" | "user", on: boolean) {
  if (what === "ldap") return t(on ? "change.ldapOn" : "change.ldapOff");
  if (what === "reject") return t(on ? "change.rejectOn" : "change.rejectOff");
  return t(on ? "change.userOn" : "change.userOff");
}

function before(one: Difference, t: T) {
  switch (one.is) {
    case "services":
      return one.before ? <ServiceMarks services={one.before} /> : quiet(t("notThere"));
    case "kind":
      return <KindLabel kind={one.before} />;
    case "primary":
    case "route":
      return addresses(one.before);
    case "aliases":
      return one.gone.length > 0
        ? addresses(t("change.plus", { list: one.gone.join(", ") }))
        : quiet(t("change.without"));
    case "listed":
      return t(one.after ? "unlisted" : "change.listed");
    case "switch":
      return turned(t, one.what, !one.after);
    case "out":
      return t("change.there");
    case "added":
    case "nothing":
      return quiet(t("change.same"));
  }
}

function after(one: Difference, row: Shapes, t: T) {
  switch (one.is) {
    case "services":
      return <ServiceMarks services={one.after} before={one.before} />;
    case "kind":
      return <KindLabel kind={one.after} />;
    case "primary":
    case "route":
      return addresses(one.after);
    case "aliases":
      return one.come.length > 0
        ? addresses(t("change.plus", { list: one.come.join(", ") }))
        : quiet(t("change.without"));
    case "listed":
      return one.after ? t("change.listed") : <span className={css.refused}>{t("unlisted")}</span>;
    case "switch":
      return turned(t, one.what, one.after);
    case "out":
      return <span className={css.refused}>{t("change.out")}</span>;
    case "added":
      return (
        <span title={row.after?.of === "domain" ? row.after.routes.join(", ") : ""}>{t("change.added")}</span>
      );
    case "nothing":
      return row.reason === "already-there" ? t("change.adopted") : t("change.same");
  }
}
