import {
  Button,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
} from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ClientRow } from "../host/bindings";
import { ClientTile } from "./ClientTile";
import { useFocusBack } from "./focusBack";
import css from "./Sheet.module.css";

interface Props {
  client: ClientRow;
  title: string;
  line: string;
  testid: string;
  onClose: () => void;
  /** Buttons that stay in sight. */
  footer?: ReactNode;
  children: ReactNode;
}

/** A list of one client that lies over the page, with the client's tile so that it is not taken for another's. */
export function Sheet({ client, title, line, testid, onClose, footer, children }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <OverlayDrawer
      open
      position="end"
      className={css.sheet ?? ""}
      onOpenChange={(_, { open }) => !open && onClose()}
      data-testid={testid}
    >
      <DrawerHeader className={css.header ?? ""}>
        <DrawerHeaderTitle
          heading={{ className: css.title ?? "" }}
          action={
            <Button
              appearance="subtle"
              icon={<Dismiss20Regular />}
              aria-label={t("close")}
              onClick={onClose}
              data-testid={`${testid}-close`}
            />
          }
        >
          <ClientTile name={client.name} colour={client.colour} practice={client.practice} size={24} />
          {title}
        </DrawerHeaderTitle>
        <p className="quiet">{line}</p>
      </DrawerHeader>
      <DrawerBody className={css.body ?? ""}>{children}</DrawerBody>
      {footer && <DrawerFooter className={css.footer ?? ""}>{footer}</DrawerFooter>}
    </OverlayDrawer>
  );
}
