import { Input } from "@fluentui/react-components";
import { Search16Regular } from "@fluentui/react-icons/svg/search";
import { useRef } from "react";
import { KeyHint } from "../../parts/KeyHint";
import { useKeys } from "../../parts/keys";

interface Props {
  label: string;
  value: string;
  onSearch: (words: string) => void;
  className?: string | undefined;
  /** Down or Enter: on to what was found. */
  onLeave?: () => void;
}

/** Searches while somebody types; `/` goes there, `Esc` clears, `↓` and `Enter` go on to what was found. */
export function SearchField({ label, value, onSearch, className, onLeave }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ "/": () => input.current?.focus() });
  return (
    <Input
      className={className ?? ""}
      input={{ ref: input }}
      type="search"
      aria-label={label}
      placeholder={label}
      contentBefore={<Search16Regular aria-hidden />}
      contentAfter={value ? null : <KeyHint keys={["/"]} />}
      value={value}
      onChange={(_, { value: typed }) => onSearch(typed)}
      onKeyDown={(event) => {
        if (onLeave && (event.key === "ArrowDown" || event.key === "Enter")) {
          event.preventDefault();
          onLeave();
          return;
        }
        if (event.key !== "Escape" || value === "") return;
        event.stopPropagation();
        onSearch("");
      }}
      data-testid="search"
    />
  );
}
