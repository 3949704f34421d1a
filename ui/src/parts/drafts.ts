import { createContext, useContext, useState } from "react";

/** What was typed into each form of a window last, and what it changes, in JSON; gone with the window. */
export const DraftsContext = createContext(new Map<string, { of: string; draft: string }>());

const withoutPasswords = (name: string, value: unknown) => (name === "password" ? "" : value);

/**
 * What stands in a form, how it is changed, and how it is forgotten. It begins as it was left, so that a look elsewhere
 * costs nothing, unless what it changes is another by now; a password is typed again.
 */
export function useDraft<D>(form: string, start: D, of: unknown = null) {
  const drafts = useContext(DraftsContext);
  const [draft, setDraft] = useState<D>(() => {
    const last = drafts.get(form);
    return last?.of === JSON.stringify(of) ? JSON.parse(last.draft) : start;
  });
  const keep = (next: D) => {
    drafts.set(form, { of: JSON.stringify(of), draft: JSON.stringify(next, withoutPasswords) });
    setDraft(next);
  };
  return [draft, keep, () => void drafts.delete(form)] as const;
}
