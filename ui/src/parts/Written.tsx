import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { Copyable } from "./Copyable";

/** Where a file lies that was just written, to be copied. */
export function Written({ words, path, testid }: { words: string; path: string; testid: string }) {
  return (
    <MessageBar intent="success" data-testid={testid}>
      <MessageBarBody>
        {words} <Copyable value={path} label={words} />
      </MessageBarBody>
    </MessageBar>
  );
}
