import { go, paths } from "../../app/route";
import { everything, type View } from "./filters";

let next: View | null = null;

/** Opens the mailboxes with these filters set. */
export function openMailboxes(client: number, filters: Partial<View>) {
  next = { ...everything, ...filters };
  go(paths.step(client, "mailboxes"));
}

/** The filters that the step opens with; only once. */
export function startView(): View {
  const view = next ?? everything;
  next = null;
  return view;
}
