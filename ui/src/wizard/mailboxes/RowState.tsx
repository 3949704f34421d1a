import type { TFunction } from "i18next";
import type { MailboxState } from "../../host/bindings";
import { type State, StateMark } from "../../parts/StateMark";

const marks: Record<MailboxState, State> = {
  new: "new",
  exists: "adopted",
  managed: "done",
  changed: "working",
  ends: "ending",
  "not-chosen": "queued",
  leaver: "ends",
  exception: "exempt",
};

/** How a recipient stands, as icon and word. */
export function RowState({ t, state }: { t: TFunction<"mailboxes">; state: MailboxState }) {
  return <StateMark state={marks[state]}>{t(`state.${state}`)}</StateMark>;
}
