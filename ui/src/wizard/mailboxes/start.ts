import { go } from "../../app/route";
import { everything, type View } from "./filters";

let next: View | null = null;

/** Hears what is asked for while the mailboxes are shown already. */
let shown: ((view: View) => void) | null = null;

/** Opens the mailboxes with these filters set, in the wizard or on the client's page. */
export function openMailboxes(path: string, filters: Partial<View>) {
  const view = { ...everything, ...filters };
  if (shown && window.location.hash === path) return shown(view);
  next = view;
  go(path);
}

/** Takes the filters that are asked for while they are shown; returns how to stop. */
export function hearViews(show: (view: View) => void): () => void {
  shown = show;
  return () => {
    shown = null;
  };
}

/** The filters that the step opens with; only once. */
export function startView(): View {
  const view = next ?? everything;
  next = null;
  return view;
}
