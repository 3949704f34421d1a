import { Button } from "@fluentui/react-components";
import { FolderOpen20Regular } from "@fluentui/react-icons/svg/folder-open";
import { Key20Regular } from "@fluentui/react-icons/svg/key";
import { TapDouble20Regular } from "@fluentui/react-icons/svg/tap-double";
import { WindowNew20Regular } from "@fluentui/react-icons/svg/window-new";
import { lazy, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow, GatewayView } from "../host/bindings";
import { Opening } from "../parts/Opening";
import { Written } from "../parts/Written";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./gateway.module.css";
import { OutgoingPassword } from "./OutgoingPassword";

const ByHandSheet = lazy(() => import("../byHand/ByHandSheet"));

type Open = "password" | "hands" | null;

/** What this kind of gateway can do besides; what it cannot is not there. */
export function Ways({ client, view }: { client: ClientRow; view: GatewayView }) {
  const { t } = useTranslation("gateway");
  const { panel, outgoingPassword, files, byHand } = view.capabilities;
  const [open, setOpen] = useState<Open>(null);
  const opening = useDo("gateway_panel");
  const writing = useDo("gateway_files");
  const problem = opening.error ?? writing.error;
  if (!panel && !outgoingPassword && !files && byHand.length === 0) return null;
  return (
    <>
      <ul className={css.list}>
        {byHand.length > 0 && (
          <Way
            icon={<TapDouble20Regular />}
            title={t("hands.title")}
            line={<Pending count={view.byHandPending} />}
          >
            <Button onClick={() => setOpen("hands")} data-testid="hands-open">
              {t("hands.open")}
            </Button>
          </Way>
        )}
        {panel && (
          <Way icon={<WindowNew20Regular />} title={t("panel.title")} line={t("panel.line")}>
            <Button
              disabledFocusable={opening.isPending}
              onClick={() => opening.mutate({ client: client.id })}
              data-testid="panel-open"
            >
              {t(opening.isPending ? "panel.opening" : "panel.open")}
            </Button>
          </Way>
        )}
        {outgoingPassword && (
          <Way icon={<Key20Regular />} title={t("outgoing.title")} line={t("outgoing.line")}>
            <Button onClick={() => setOpen("password")} data-testid="outgoing-open">
              {t("outgoing.open")}
            </Button>
          </Way>
        )}
        {files && (
          <Way icon={<FolderOpen20Regular />} title={t("files.title")} line={t("files.line")}>
            <Button
              disabledFocusable={writing.isPending}
              onClick={() => writing.mutate({ client: client.id })}
              data-testid="files-write"
            >
              {t("files.write")}
            </Button>
          </Way>
        )}
      </ul>
      {problem && <ProblemBox problem={problem} />}
      {writing.data && (
        <Written words={t("files.written")} path={writing.data.folder} testid="files-written" />
      )}
      {open === "password" && <OutgoingPassword client={client.id} onClose={() => setOpen(null)} />}
      {open === "hands" && (
        <Opening onClose={() => setOpen(null)}>
          <ByHandSheet client={client} onClose={() => setOpen(null)} />
        </Opening>
      )}
    </>
  );
}

function Pending({ count }: { count: number }) {
  const { t } = useTranslation("gateway");
  return (
    <span data-testid="hands-pending" data-count={count}>
      {count > 0 ? <b>{t("hands.pending", { count })}</b> : t("hands.none")}
    </span>
  );
}

interface WayProps {
  icon: ReactNode;
  title: string;
  line: ReactNode;
  children: ReactNode;
}

function Way({ icon, title, line, children }: WayProps) {
  return (
    <li className={css.way}>
      <span className={css.icon}>{icon}</span>
      <span className={css.words}>
        {title}
        <span className="quiet caption">{line}</span>
      </span>
      {children}
    </li>
  );
}
