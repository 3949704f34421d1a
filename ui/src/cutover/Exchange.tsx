import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { ExchangeAccess } from "../host/bindings";
import { useFormat } from "../parts/format";
import css from "./cutover.module.css";

/** Where Exchange could not be read, what that means for the steps, and the way out. */
export function Exchange({ client, access }: { client: number; access: ExchangeAccess }) {
  const { t } = useTranslation("cutover");
  const { moment } = useFormat();
  if (access.access === "granted" || access.access === "not-asked") return null;
  const missing = access.access === "missing";
  return (
    <div className={css.problem} data-testid="exchange">
      <MessageBar intent={missing ? "info" : "warning"} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t(missing ? "exchange.missing" : "exchange.failed")}</MessageBarTitle>
          {missing
            ? t("exchange.missingLine", { permission: access.permission })
            : access.readAt
              ? t("exchange.failedLine", { cause: access.cause, at: moment(access.readAt) })
              : t("exchange.failedNever", { cause: access.cause })}
        </MessageBarBody>
        {missing && (
          <MessageBarActions>
            <Button onClick={() => go(paths.step(client, "connect"))}>{t("exchange.sign")}</Button>
          </MessageBarActions>
        )}
      </MessageBar>
    </div>
  );
}
