import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { Table20Regular } from "@fluentui/react-icons/svg/table";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import { filterOf, type View } from "./filters";

const ImportDialog = lazy(() => import("./ImportDialog"));

export const useCsv = () => useDo("mailbox_csv");

interface Props {
  client: number;
  view: View;
  write: ReturnType<typeof useCsv>;
}

/** Where the file lies, or why there is none. */
export function CsvWritten({ write }: Pick<Props, "write">) {
  const { t } = useTranslation("mailboxes");
  if (write.error) return <ProblemBox problem={write.error} />;
  return (
    <p role="status" className={write.data ? "quiet" : "unseen"} data-testid="csv-written">
      {write.data && t("csv.written")} <span className="mono">{write.data?.path}</span>
    </p>
  );
}

/** The rows that are shown as a file, and a file taken in. */
export function CsvMenu({ client, view, write }: Props) {
  const { t } = useTranslation("mailboxes");
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string | null>(null);
  const { sort, descending } = view;
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<Table20Regular />} disabledFocusable={write.isPending} data-testid="csv">
            {t("csv.menu")}&nbsp;
            <ChevronDown16Regular aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem
              onClick={() => write.mutate({ client, filter: filterOf(view), sort, descending })}
              data-testid="csv-out"
            >
              {t("csv.out")}
            </MenuItem>
            <MenuItem onClick={() => input.current?.click()} data-testid="csv-in">
              {t("csv.in")}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,text/csv"
        hidden
        aria-label={t("csv.in")}
        onChange={async ({ target }) => {
          const file = target.files?.[0];
          const read = file && (await file.text());
          target.value = "";
          if (read !== undefined) setText(read);
        }}
        data-testid="csv-file"
      />
      {text !== null && (
        <Suspense>
          <ImportDialog client={client} text={text} onClose={() => setText(null)} />
        </Suspense>
      )}
    </>
  );
}
