import { useRef } from "react";
import { useHost } from "../../host/host";

/** Letters within this time belong together. */
const TOGETHER_MS = 1_000;

/**
 * Goes to the next row that begins with what is typed. Letters that act (I, O, A, W, E) begin a word only with Shift;
 * those that follow within a second belong to it.
 */
export function useTypeAhead(client: number, found: (row: number) => void) {
  const host = useHost();
  const typed = useRef({ text: "", at: 0 });
  return {
    /** A word is being typed. */
    going: () => typed.current.text !== "" && Date.now() - typed.current.at < TOGETHER_MS,
    type: (letter: string, list: number, active: number) => {
      const going = Date.now() - typed.current.at < TOGETHER_MS;
      const text = (going ? typed.current.text : "") + letter.toLowerCase();
      typed.current = { text, at: Date.now() };
      // One letter goes on to the next row; more of them may mean the row in focus itself.
      const from = Math.max(active, 0) + (text.length === 1 && active >= 0 ? 1 : 0);
      const goTo = ({ at }: { at: number | null }) => at !== null && typed.current.text === text && found(at);
      // A list that is no longer held finds nothing; its windows are read again anyway.
      void host.call("mailbox_find", { client, list, text, from }).then(goTo, () => undefined);
    },
  };
}
