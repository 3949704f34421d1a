import {
  Button,
  Input,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from "@fluentui/react-components";
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SavedView } from "../../host/bindings";
import { Decision } from "../../parts/Decision";
import { useFormat } from "../../parts/format";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk, useDo } from "../../queries/queries";
import { columns, everything, fromSaved, toSaved, type View } from "./filters";

interface Props {
  client: number;
  view: View;
  onView: (view: View) => void;
}

/** Views that come with the program and those that were saved, and which columns are shown. */
export function ViewMenu({ client, view, onView }: Props) {
  const { t } = useTranslation("mailboxes");
  const { number } = useFormat();
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  const views = useAsk("view_list", { client }, { enabled: open });
  const remove = useDo("view_remove");
  const now = JSON.stringify(toSaved(view).filter);
  const current = views.data?.find((one) => one.id !== null && JSON.stringify(one.view.filter) === now);
  const nameOf = ({ id, name }: SavedView) =>
    id === null ? t(`views.${name}`, { defaultValue: name }) : name;
  const shown = columns.filter((column) => !view.hidden.includes(column));
  return (
    <>
      <Menu
        open={open}
        onOpenChange={(_, { open: next }) => setOpen(next)}
        checkedValues={{ columns: shown }}
        onCheckedValueChange={(_, { checkedItems }) =>
          onView({ ...view, hidden: columns.filter((column) => !checkedItems.includes(column)) })
        }
      >
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" data-testid="views">
            {t("views.menu")}&nbsp;
            <ChevronDown16Regular aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => onView({ ...everything, hidden: view.hidden })}>
              {t("views.all")}
            </MenuItem>
            {views.data?.map((one) => (
              <MenuItem
                key={`${one.id} ${one.name}`}
                secondaryContent={number(one.count)}
                onClick={() =>
                  onView({
                    ...fromSaved(one.view),
                    hidden: one.id === null ? view.hidden : fromSaved(one.view).hidden,
                  })
                }
                data-testid={`view-${one.name}`}
              >
                {nameOf(one)}
              </MenuItem>
            ))}
            <MenuDivider />
            <MenuItem onClick={() => setSaving(true)} data-testid="view-save">
              {t("views.save")}
            </MenuItem>
            {current?.id != null && (
              <MenuItem
                onClick={() => current.id !== null && remove.mutate({ client, id: current.id })}
                data-testid="view-remove"
              >
                {t("views.remove", { name: current.name })}
              </MenuItem>
            )}
            <MenuDivider />
            <MenuGroup>
              <MenuGroupHeader>{t("views.columns")}</MenuGroupHeader>
              {columns.map((column) => (
                <MenuItemCheckbox key={column} name="columns" value={column}>
                  {t(`head.${column}`)}
                </MenuItemCheckbox>
              ))}
            </MenuGroup>
          </MenuList>
        </MenuPopover>
      </Menu>
      {saving && <SaveView client={client} view={view} onClose={() => setSaving(false)} />}
    </>
  );
}

function SaveView({ client, view, onClose }: { client: number; view: View; onClose: () => void }) {
  const { t } = useTranslation("mailboxes");
  const [name, setName] = useState("");
  const save = useDo("view_save");
  return (
    <Decision
      title={t("views.saveTitle")}
      action={t("views.saveAction")}
      awake={name.trim() !== "" && !save.isPending}
      testid="save-view"
      onConfirm={() => save.mutate({ client, name, view: toSaved(view) }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{t("views.saveLead")}</p>
      <Input
        aria-label={t("views.name")}
        value={name}
        maxLength={60}
        onChange={(_, { value }) => setName(value)}
        data-testid="view-name"
      />
      {save.error && <ProblemBox problem={save.error} />}
    </Decision>
  );
}
