import { useTranslation } from "react-i18next";
import type { ClientRow, ImportAppView } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import { StateMark } from "../parts/StateMark";
import { TypedConfirm } from "../parts/TypedConfirm";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";

export interface RowQuestion {
  row: ClientRow;
  ask: "sign-out" | "remove";
}

interface Props extends RowQuestion {
  onClose: () => void;
  /** It was done. */
  onDone?: () => void;
}

/** Asks before a client is signed out or removed, and says what that means. */
export function RowDialog({ row, ask, onClose, onDone = onClose }: Props) {
  const { t } = useTranslation("cockpit");
  const remove = useDo("client_remove");
  const signOut = useDo("sign_out");
  const doing = ask === "remove" ? remove : signOut;
  return (
    <TypedConfirm
      title={t(`${ask}.title`, { name: row.name })}
      {...(ask === "remove" ? { typed: row.name } : {})}
      action={t(`${ask}.action`, { name: row.name })}
      busy={doing.isPending}
      onConfirm={() => doing.mutate({ client: row.id }, { onSuccess: onDone })}
      onClose={onClose}
    >
      <p>{t(`${ask}.line`, { name: row.name })}</p>
      <p>{t(`${ask}.then`)}</p>
      {ask === "remove" && row.mailApp && <AppLeft app={row.mailApp} />}
      {doing.error && <ProblemBox problem={doing.error} />}
    </TypedConfirm>
  );
}

/** What stays in the tenant with a permission, unless it is removed first (M8). */
function AppLeft({ app }: { app: ImportAppView }) {
  const { t } = useTranslation("cockpit");
  return (
    <div data-testid="app-left">
      <StateMark state="look">{t("remove.app.title")}</StateMark>
      <p>
        {app.name === null ? t("remove.app.hand") : t("remove.app.named", { app: app.name })}{" "}
        {app.appId && <Copyable value={app.appId} label={t("remove.app.id")} />}
      </p>
    </div>
  );
}
