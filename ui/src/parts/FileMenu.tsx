import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { type ReactElement, type ReactNode, type RefObject, useRef } from "react";
import css from "./FileMenu.module.css";

/** Kinds of files that hold a list. */
export const CSV = ".csv,.txt,text/csv";

/** What a file says: in UTF-16 where it begins with its mark, as Excel's *Unicode text* does, else in UTF-8. */
async function textOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

interface Props {
  label: string;
  icon: ReactElement;
  busy: boolean;
  testid: string;
  /** Everything but the entry for the file to take in. */
  children: ReactNode;
  /** The file that can be taken in, read as text. */
  takes: { label: string; accept: string; onText: (text: string) => void; item: string; field: string };
}

/** A menu of what can be done with a list: files written, and one taken in. */
export function FileMenu({ label, icon, busy, testid, children, takes }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={icon} disabledFocusable={busy} className={css.button ?? ""} data-testid={testid}>
            {label}&nbsp;
            <ChevronDown16Regular aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {children}
            <MenuItem onClick={() => input.current?.click()} data-testid={takes.item}>
              {takes.label}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      <FileField input={input} {...takes} />
    </>
  );
}

interface FieldProps extends Omit<Props["takes"], "item"> {
  /** Opened by a click on it, from the button that stands for it. */
  input: RefObject<HTMLInputElement | null>;
}

/** The field of a file that is read as text, out of sight. */
export function FileField({ input, label, accept, onText, field }: FieldProps) {
  return (
    <input
      ref={input}
      type="file"
      accept={accept}
      hidden
      aria-label={label}
      onChange={async ({ target }) => {
        const file = target.files?.[0];
        const text = file && (await textOf(file));
        target.value = "";
        if (text !== undefined) onText(text);
      }}
      data-testid={field}
    />
  );
}
