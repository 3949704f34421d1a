import { Input } from "@fluentui/react-components";
import { Search16Regular } from "@fluentui/react-icons/svg/search";
import { useEffect, useRef, useState } from "react";
import { KeyHint } from "../../parts/KeyHint";
import { useKeys } from "../../parts/keys";

/** Between a key press and the search, so that a word typed in one go asks once. */
const PAUSE_MS = 80;

interface Props {
  label: string;
  value: string;
  onSearch: (words: string) => void;
  className?: string | undefined;
}

/** Searches while somebody types; `/` goes there, `Esc` clears. */
export function SearchField({ label, value, onSearch, className }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState(value);
  const search = useRef(onSearch);
  search.current = onSearch;
  useKeys({ "/": () => input.current?.focus() });
  useEffect(() => setWords(value), [value]);
  useEffect(() => {
    if (words === value) return;
    const timer = window.setTimeout(() => search.current(words), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [words, value]);
  return (
    <Input
      className={className ?? ""}
      input={{ ref: input }}
      type="search"
      aria-label={label}
      placeholder={label}
      contentBefore={<Search16Regular aria-hidden />}
      contentAfter={words ? null : <KeyHint keys={["/"]} />}
      value={words}
      onChange={(_, { value: typed }) => setWords(typed)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || words === "") return;
        event.stopPropagation();
        setWords("");
      }}
      data-testid="search"
    />
  );
}
