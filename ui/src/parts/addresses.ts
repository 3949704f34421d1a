import { Children, createElement } from "react";

/** Text with addresses in it, which break before their “@” sooner than in a word. */
export function addresses(text: string) {
  return Children.toArray(
    text.split(/(?=@)/).map((part, at) => (at > 0 ? [createElement("wbr", { key: "@" }), part] : part)),
  );
}
