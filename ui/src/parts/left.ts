import { useEffect, useRef } from "react";

/** Keeps what was typed once its field is left; one that goes with its page, as by a key, is never left. */
export function useLeft(keep: () => void) {
  const typed = useRef(false);
  const left = useRef(() => {});
  left.current = () => {
    if (typed.current) keep();
    typed.current = false;
  };
  useEffect(() => () => left.current(), []);
  return {
    onTyped: () => {
      typed.current = true;
    },
    onLeft: () => left.current(),
  };
}
