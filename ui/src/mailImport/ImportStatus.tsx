import { ArrowDownload16Regular } from "@fluentui/react-icons/svg/arrow-download";
import { Key16Regular } from "@fluentui/react-icons/svg/key";
import { useTranslation } from "react-i18next";
import css from "../cockpit/StatusBar.module.css";
import type { ImportView } from "../host/bindings";
import { useImport } from "./useImport";
import { archiveOf } from "./words";

/** In the status bar of the tab: what goes on, how long the certificate counts, and where the mail goes. */
export default function ImportStatus({ client }: { client: number }) {
  const { t } = useTranslation("mailimport");
  const { view, access } = useImport(client);
  const days = access.data?.app ? access.data.daysLeft : null;
  return (
    <>
      {view.data && (
        <span className={css.item} data-testid="import-status">
          <ArrowDownload16Regular aria-hidden />
          {standing(t, view.data, access.data?.ready !== false)}
        </span>
      )}
      <span className={css.item} data-testid="import-days">
        <Key16Regular aria-hidden />
        {days === null ? t("status.noCertificate") : t("status.certificate", { count: days })}
      </span>
      <span className={css.space} />
      {view.data && (
        <span className={css.item}>{t("status.archive", { archive: archiveOf(t, view.data.wish) })}</span>
      )}
    </>
  );
}

type Words = ReturnType<typeof useTranslation<"mailimport">>["t"];

function standing(t: Words, view: ImportView, ready: boolean): string {
  const { state, underWay, standing, counting, states, fresh } = view;
  const running = states.filter((one) => one.state === "running" || one.state === "counting");
  if (counting && !underWay) return t("status.counting");
  if (state === "ended") return t(standing === "agrees" ? "status.ended" : "status.notAll");
  if (fresh) return t(ready ? "ready.title" : "ready.unready");
  if (state === "paused") return t("status.paused");
  const count = running.reduce((sum, one) => sum + one.count, 0);
  return underWay && count > 0 ? t("status.running", { count }) : t("status.waits");
}
