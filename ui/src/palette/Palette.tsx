import { Dialog, DialogSurface, Input } from "@fluentui/react-components";
import { Search20Regular } from "@fluentui/react-icons/svg/search";
import { type FocusEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Route } from "../app/route";
import { useFocusBack } from "../parts/focusBack";
import { KeyHint } from "../parts/KeyHint";
import { capsOf } from "../parts/keys";
import css from "./palette.module.css";
import { type Entry, groups, listed } from "./rank";
import { recent, remember } from "./recent";
import { type Doings, useEntries } from "./useEntries";
import { useMailboxHits } from "./useMailboxHits";

interface Props {
  route: Route;
  doings: Doings;
  onClose: () => void;
}

/** Finds any client, mailbox, page or action, and does it (W11). */
export default function Palette({ route, doings, onClose }: Props) {
  const { t } = useTranslation("palette");
  useFocusBack();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const { hits, waiting } = useMailboxHits(route, typed);
  const shown = listed([...useEntries(route, doings), ...hits], typed, recent());
  const place = Math.min(at, Math.max(0, shown.length - 1));
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // The field keeps the focus, wherever in the surface it went.
  const keep = ({ target, currentTarget }: FocusEvent) => target === currentTarget && input.current?.focus();

  const choose = (entry: Entry) => {
    remember(entry.id);
    onClose();
    entry.run();
  };

  function keyed(event: KeyboardEvent) {
    const moves: Record<string, number> = {
      ArrowDown: shown.length ? (place + 1) % shown.length : 0,
      ArrowUp: shown.length ? (place - 1 + shown.length) % shown.length : 0,
      PageDown: Math.min(place + 8, shown.length - 1),
      PageUp: Math.max(place - 8, 0),
    };
    const next = moves[event.key];
    const chosen = shown[place];
    if (next !== undefined) move(Math.max(0, next));
    else if (event.key === "Enter" && chosen) choose(chosen);
    else if (event.key === "F1") doings.showKeys();
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") onClose();
    else return;
    event.preventDefault();
  }

  function move(next: number) {
    setAt(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView?.({ block: "nearest" });
  }

  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface
        className={css.surface ?? ""}
        aria-label={t("title")}
        onFocus={keep}
        data-testid="palette"
      >
        <Input
          ref={input}
          className={css.input ?? ""}
          size="large"
          appearance="filled-lighter"
          contentBefore={<Search20Regular aria-hidden />}
          contentAfter={<KeyHint keys={["Esc"]} />}
          role="combobox"
          aria-label={t("find")}
          aria-expanded={shown.length > 0}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={shown.length ? `${id}-${place}` : undefined}
          placeholder={t("find")}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(_, { value }) => {
            setTyped(value);
            setAt(0);
          }}
          onKeyDown={keyed}
          data-testid="palette-input"
        />
        <div
          role="listbox"
          id={`${id}-list`}
          aria-label={t("title")}
          className={css.list}
          aria-busy={waiting}
        >
          {groups.map((group) => {
            const rows = shown.flatMap((entry, index) => (entry.group === group ? [{ entry, index }] : []));
            return rows.length === 0 ? null : (
              // biome-ignore lint/a11y/useSemanticElements: options stand in groups of a listbox
              <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
                <div id={`${id}-${group}`} className={css.group}>
                  {t(`group.${group}`)}
                </div>
                {rows.map(({ entry, index }) => (
                  // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the field has the focus and its keys choose
                  <div
                    key={entry.id}
                    id={`${id}-${index}`}
                    role="option"
                    aria-selected={index === place}
                    className={css.option}
                    onMouseMove={() => setAt(index)}
                    onClick={() => choose(entry)}
                    data-testid={`palette-${entry.id}`}
                  >
                    <span className={css.label}>{entry.label}</span>
                    {entry.note && <span className={css.note}>{entry.note}</span>}
                    {entry.keys && <KeyHint keys={capsOf(entry.keys)} />}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
        {shown.length === 0 && !waiting && (
          <p className={css.none} data-testid="palette-none">
            {t("none", { words: typed.trim() })}
          </p>
        )}
        <p className="unseen" role="status">
          {t("found", { count: shown.length })}
        </p>
        <footer className={css.foot}>
          <KeyHint keys={["↑", "↓"]}>{t("foot.move")}</KeyHint>
          <KeyHint keys={["Enter"]}>{t("foot.choose")}</KeyHint>
          <KeyHint keys={["F1"]}>{t("foot.keys")}</KeyHint>
        </footer>
      </DialogSurface>
    </Dialog>
  );
}
