import { MenuItem } from "@fluentui/react-components";
import { Table20Regular } from "@fluentui/react-icons/svg/table";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { CSV, FileMenu } from "../../parts/FileMenu";
import { Opening } from "../../parts/Opening";
import { Written } from "../../parts/Written";
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
  return write.data && <Written words={t("csv.written")} path={write.data.path} testid="csv-written" />;
}

/** The rows that are shown as a file, and a file taken in. */
export function CsvMenu({ client, view, write }: Props) {
  const { t } = useTranslation("mailboxes");
  const [text, setText] = useState<string | null>(null);
  const { sort, descending } = view;
  return (
    <>
      <FileMenu
        label={t("csv.menu")}
        icon={<Table20Regular />}
        busy={write.isPending}
        testid="csv"
        takes={{
          label: t("csv.in"),
          accept: CSV,
          onText: setText,
          item: "csv-in",
          field: "csv-file",
        }}
      >
        <MenuItem
          onClick={() => write.mutate({ client, filter: filterOf(view), sort, descending })}
          data-testid="csv-out"
        >
          {t("csv.out")}
        </MenuItem>
      </FileMenu>
      {text !== null && (
        <Opening onClose={() => setText(null)}>
          <ImportDialog client={client} text={text} onText={setText} onClose={() => setText(null)} />
        </Opening>
      )}
    </>
  );
}
