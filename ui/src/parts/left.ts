import { useLayoutEffect, useRef } from "react";

/** Keeps what was typed once its field is left; one that goes with its page, as by a key, is never left. */
export function useLeft(keep: () => void) {
  const typed = useRef(false);
  const left = useRef(() => {});
  left.current = () => {
    if (typed.current) keep();
    typed.current = false;
  };
  // With the page itself and not a moment after it: what follows asks for what is kept.
  useLayoutEffect(() => () => left.current(), []);
  return {
    onTyped: () => {
      typed.current = true;
    },
    onLeft: () => left.current(),
  };
}
