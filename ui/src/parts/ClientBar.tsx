import { Button, Tooltip } from "@fluentui/react-components";
import { Beaker16Filled } from "@fluentui/react-icons/svg/beaker";
import { Grid20Regular } from "@fluentui/react-icons/svg/grid";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { Colour, TenantView } from "../host/bindings";
import { BarTools } from "./BarTools";
import css from "./ClientBar.module.css";
import { ClientTile } from "./ClientTile";

interface Props {
  name: string;
  colour: Colour;
  practice?: boolean;
  tenant: TenantView | null;
  /** What is going on, e.g. “Applying”. */
  note?: string;
}

/** The head of every page of a client: whose data this is can be seen at any time. */
export function ClientBar({ name, colour, practice = false, tenant, note }: Props) {
  const { t } = useTranslation();
  const connected = tenant?.initialDomain ?? tenant?.domain ?? t("bar.notConnected");
  return (
    <header className={practice ? `${css.bar} ${css.practice}` : css.bar} data-colour={colour}>
      <Tooltip content={t("bar.home")} relationship="label">
        <Button
          appearance="transparent"
          className={css.home}
          icon={<Grid20Regular />}
          onClick={() => go(paths.cockpit)}
          data-testid="home"
        />
      </Tooltip>
      <span className={css.line} />
      <span className={css.tile}>
        <ClientTile name={name || "?"} colour={colour} practice={practice} size={28} />
      </span>
      <span className={css.name} data-testid="client-name">
        {name || t("bar.newClient")}
      </span>
      <span className={css.line} />
      <span className={css.tenant} data-testid="client-tenant">
        {tenant?.name && tenant.name !== name ? `${tenant.name}, ${connected}` : connected}
      </span>
      {practice && (
        <span className={css.pill}>
          <Beaker16Filled aria-hidden /> {t("practice.mark")}
        </span>
      )}
      {note && <span className={css.pill}>{note}</span>}
      <BarTools />
    </header>
  );
}
