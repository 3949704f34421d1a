import { LockClosed16Regular } from "@fluentui/react-icons/svg/lock-closed";
import { LockOpen16Regular } from "@fluentui/react-icons/svg/lock-open";
import { useTranslation } from "react-i18next";
import { useFormat, useNow } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import { wordsOf } from "../problems/words";
import { useAsk } from "../queries/queries";
import { BackgroundState } from "../settings/BackgroundState";
import css from "./StatusBar.module.css";

/** What goes on by itself, where secrets are kept, and what time it is, with its zone. */
export function StatusBar({ clients }: { clients: number | undefined }) {
  const { t } = useTranslation("cockpit");
  const problems = useTranslation("problems").t;
  const app = useAsk("app_state", null).data;
  const { moment } = useFormat();
  const now = useNow();
  return (
    <footer className={css.bar}>
      {clients !== undefined && <BackgroundState clients={clients} />}
      <span className={css.space} />
      {app?.vaultProblem && <StateMark state="failing">{wordsOf(problems, app.vaultProblem).line}</StateMark>}
      {app && !app.vaultProblem && (
        <span className={css.item} data-testid="vault">
          {app.vault === "memory" ? <LockOpen16Regular aria-hidden /> : <LockClosed16Regular aria-hidden />}
          {t(`vault.${app.vault}`, { defaultValue: app.vault })}
        </span>
      )}
      <time className={css.item} dateTime={new Date(now).toISOString()}>
        {moment(now)}
      </time>
    </footer>
  );
}
