import { keepPreviousData } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { OptionsScreen, OptionsView } from "../../host/bindings";
import { useAsk, useDo } from "../../queries/queries";

/** After the last change; a number typed in one go is stored once. */
const SAVE_AFTER_MS = 400;

export interface Form {
  options: OptionsView;
  edit: (change: Partial<OptionsView>) => void;
}

/** The options as edited: what they would mean is asked for at once, they are stored a moment later. */
export function useOptions(client: number, stored: OptionsScreen) {
  const [options, setOptions] = useState(stored.options);
  const [edited, setEdited] = useState(false);
  const preview = useAsk(
    "options_preview",
    { client, options },
    { enabled: edited, placeholderData: keepPreviousData },
  );
  const save = useDo("options_set");
  const unsaved = useRef<OptionsView | null>(null);
  const { mutate } = save;
  const flush = useCallback(() => {
    if (unsaved.current) mutate({ client, options: unsaved.current });
    unsaved.current = null;
  }, [client, mutate]);
  const edit = (change: Partial<OptionsView>) => {
    const next = { ...options, ...change };
    setEdited(true);
    setOptions(next);
    unsaved.current = next;
  };
  useEffect(() => {
    if (unsaved.current !== options) return;
    const timer = window.setTimeout(flush, SAVE_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [options, flush]);
  useEffect(() => flush, [flush]);
  return {
    form: { options, edit } satisfies Form,
    screen: edited ? (preview.data ?? stored) : stored,
    problem: save.error ?? (edited ? preview.error : null),
    saving: save.isPending,
    saved: save.isSuccess,
  };
}
