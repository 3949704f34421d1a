import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { FolderOpen16Regular } from "@fluentui/react-icons/svg/folder-open";
import { useTranslation } from "react-i18next";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { Copyable } from "./Copyable";

/** Where a file lies that was just written, to be copied, and its folder one press away. */
export function Written({ words, path, testid }: { words: string; path: string; testid: string }) {
  const { t } = useTranslation();
  const show = useDo("written_show");
  return (
    <>
      <MessageBar intent="success" layout="multiline" data-testid={testid}>
        <MessageBarBody>
          {words} <Copyable value={path} label={words} />
        </MessageBarBody>
        <MessageBarActions>
          <Button
            size="small"
            icon={<FolderOpen16Regular />}
            onClick={() => show.mutate({ path })}
            data-testid="show-folder"
          >
            {t("openFolder")}
          </Button>
        </MessageBarActions>
      </MessageBar>
      {show.error && <ProblemBox problem={show.error} />}
    </>
  );
}
