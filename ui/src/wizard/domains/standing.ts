import type { DomainRow } from "../../host/bindings";
import type { State } from "../../parts/StateMark";

/** How a domain that may be chosen stands: its mark and the key of its words. */
export function standingOf({ selected, state, ldapSync }: DomainRow) {
  const say = <const W extends string>(mark: State, word: W) => ({ mark, word });
  if (state === "vanished") return say("failing", "gone");
  if (!selected) return state === "managed" ? say("ending", "ends") : say("queued", "notChosen");
  switch (state) {
    case "new":
      return say("new", "new");
    case "exists":
      return ldapSync ? say("info", "existsLdap") : say("adopted", "exists");
    case "managed":
      return ldapSync ? say("info", "managedLdap") : say("done", "managed");
    case "unknown":
      return say("queued", "unknown");
  }
}
