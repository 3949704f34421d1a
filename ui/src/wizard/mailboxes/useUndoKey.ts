import { useKeys } from "../../parts/keys";

/** `Ctrl Z` takes the last choice back; in a field it is the field's own, and in a dialog it rests. */
export function useUndoKey(undo: () => void) {
  useKeys({ "Control+z": undo });
}
