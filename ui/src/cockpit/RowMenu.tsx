import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from "@fluentui/react-components";
import { ArrowSync20Regular } from "@fluentui/react-icons/svg/arrow-sync";
import { Bookmark20Regular } from "@fluentui/react-icons/svg/bookmark";
import { BranchFork20Regular } from "@fluentui/react-icons/svg/branch-fork";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { History20Regular } from "@fluentui/react-icons/svg/history";
import { Key20Regular } from "@fluentui/react-icons/svg/key";
import { MoreHorizontal20Regular } from "@fluentui/react-icons/svg/more-horizontal";
import { Options20Regular } from "@fluentui/react-icons/svg/options";
import { Pause20Regular } from "@fluentui/react-icons/svg/pause";
import { Play20Regular } from "@fluentui/react-icons/svg/play";
import { SignOut20Regular } from "@fluentui/react-icons/svg/sign-out";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { ClientRow } from "../host/bindings";
import { canSync } from "./groups";
import type { RowQuestion } from "./RowDialog";
import type { Acts } from "./useActs";

interface Props {
  row: ClientRow;
  acts: Acts;
  onAsk: (question: RowQuestion) => void;
  onSheet: (sheet: RowSheet) => void;
}

/** A list of one client that is shown over the cockpit. */
export interface RowSheet {
  row: ClientRow;
  shows: "history" | "exceptions" | "rehearsal";
}

/** All that can be done with a client; what makes no sense now is left out. */
export function RowMenu({ row, acts, onAsk, onSheet }: Props) {
  const { t } = useTranslation("cockpit");
  const client = row.id;
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<MoreHorizontal20Regular />}
          aria-label={t("menu.more", { name: row.name })}
          data-testid={`menu-${client}`}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<Options20Regular />} onClick={() => go(paths.step(client, "client"))}>
            {t("menu.setup")}
          </MenuItem>
          {row.tenant && (
            <MenuItem
              icon={<History20Regular />}
              onClick={() => onSheet({ row, shows: "history" })}
              data-testid="menu-history"
            >
              {t("menu.history")}
            </MenuItem>
          )}
          {row.tenant && (
            <MenuItem
              icon={<Bookmark20Regular />}
              onClick={() => onSheet({ row, shows: "exceptions" })}
              data-testid="menu-exceptions"
            >
              {t("menu.exceptions")}
            </MenuItem>
          )}
          {row.tenant && (
            <MenuItem
              icon={<BranchFork20Regular />}
              onClick={() => onSheet({ row, shows: "rehearsal" })}
              data-testid="menu-rehearsal"
            >
              {t("menu.rehearsal")}
            </MenuItem>
          )}
          {canSync(row) && (
            <MenuItem icon={<ArrowSync20Regular />} onClick={() => acts.sync(row)} data-testid="menu-sync">
              {t("menu.sync")}
            </MenuItem>
          )}
          {row.tenant && row.state !== "paused" && (
            <MenuItem
              icon={<Pause20Regular />}
              onClick={() => acts.pause(row, true)}
              data-testid="menu-pause"
            >
              {t("menu.pause")}
            </MenuItem>
          )}
          {row.state === "paused" && (
            <MenuItem
              icon={<Play20Regular />}
              onClick={() => acts.pause(row, false)}
              data-testid="menu-resume"
            >
              {t("menu.resume")}
            </MenuItem>
          )}
          {row.tenant && (
            <MenuItem icon={<Key20Regular />} onClick={() => go(paths.step(client, "connect"))}>
              {t("menu.reauthorise")}
            </MenuItem>
          )}
          {row.daysLeft !== null && (
            <MenuItem
              icon={<SignOut20Regular />}
              onClick={() => onAsk({ row, ask: "sign-out" })}
              data-testid="menu-sign-out"
            >
              {t("menu.signOut")}
            </MenuItem>
          )}
          <MenuDivider />
          <MenuItem
            icon={<Delete20Regular />}
            onClick={() => onAsk({ row, ask: "remove" })}
            data-testid="menu-remove"
          >
            {t("menu.remove")}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
