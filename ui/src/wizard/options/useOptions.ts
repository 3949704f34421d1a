import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { OptionsScreen, OptionsView } from "../../host/bindings";
import { useHost } from "../../host/host";
import { ask, useAsk, useDo } from "../../queries/queries";

/** After the last change; a number typed in one go is stored once. */
const SAVE_AFTER_MS = 400;

type Change = Partial<OptionsView>;

export interface Form {
  options: OptionsView;
  edit: (change: Change) => void;
}

/**
 * The options as edited: what they would mean is asked for at once, they are stored a moment later. Only what was
 * edited is held here, so that all the rest is as the core says it, also when it says so late.
 */
export function useOptions(client: number, stored: OptionsScreen) {
  const host = useHost();
  const cache = useQueryClient();
  const [edits, setEdits] = useState<Change>({});
  const edited = Object.keys(edits).length > 0;
  const options = { ...stored.options, ...edits };
  const preview = useAsk(
    "options_preview",
    { client, options },
    { enabled: edited, placeholderData: keepPreviousData },
  );
  const save = useDo("options_set");
  const { mutate } = save;
  const shown = useRef(options);
  shown.current = options;
  const unsaved = useRef<Change>({});
  const typing = useRef<Change>({});
  const store = useCallback(
    (changes: Change) => {
      if (Object.keys(changes).length === 0) return;
      unsaved.current = {};
      const options = { ...shown.current, ...changes };
      mutate({ client, options });
      // Whoever comes back before it is read anew begins with what was sent, not with what was there before.
      const { queryKey } = ask(host, "options_get", { client });
      void cache.cancelQueries({ queryKey });
      cache.setQueryData<OptionsScreen>(queryKey, (old) => old && { ...old, options });
    },
    [host, cache, client, mutate],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each edit puts it off
  useEffect(() => {
    const timer = window.setTimeout(() => store(unsaved.current), SAVE_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [edits, store]);
  useEffect(() => () => store({ ...unsaved.current, ...typing.current }), [store]);
  const edit = (change: Change) => {
    setEdits((before) => ({ ...before, ...change }));
    unsaved.current = { ...unsaved.current, ...change };
    typing.current = {};
  };
  return {
    form: { options, edit } satisfies Form,
    /** What is half typed: it is stored when it comes as an edit, or else when the page is left. */
    type: (change: Change) => {
      typing.current = change;
    },
    screen: edited ? (preview.data ?? stored) : stored,
    problem: save.error ?? (edited ? preview.error : null),
    saving: save.isPending,
    saved: save.isSuccess,
  };
}
