import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAsk } from "../queries/queries";
import css from "./Cockpit.module.css";

/** The copy whose notice was closed; session storage ends with the window, as the notice does. */
const CLOSED = "damaged-closed";

/** B6: the database was damaged and put aside; what could be read of it is in a new one. */
export function DamagedNotice() {
  const { t } = useTranslation("cockpit");
  const app = useAsk("app_state", null).data;
  const path = app?.damagedKeptAs;
  const [closed, setClosed] = useState(() => sessionStorage.getItem(CLOSED));
  if (!path || closed === path) return null;
  const saved = app.salvaged?.clients ?? [];
  const close = () => {
    sessionStorage.setItem(CLOSED, path);
    setClosed(path);
  };
  return (
    <div className={css.damaged} role="alert" data-testid="damaged">
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t("damaged.title")}</MessageBarTitle>
          {saved.length > 0
            ? t("damaged.saved", { count: saved.length, names: saved.join(", ") })
            : t("damaged.empty")}{" "}
          {t("damaged.what")} <span className="mono">{path}</span>
          <p>
            {saved.length === 0
              ? t("damaged.youEmpty")
              : t(app.salvaged?.incomplete ? "damaged.youIncomplete" : "damaged.you")}
          </p>
        </MessageBarBody>
        <MessageBarActions
          containerAction={
            <Button
              appearance="transparent"
              icon={<Dismiss20Regular />}
              aria-label={t("common:close")}
              onClick={close}
              data-testid="damaged-close"
            />
          }
        />
      </MessageBar>
    </div>
  );
}
