import { useEffect, useState } from "react";

/** The value, once it has rested for so many milliseconds. */
export function useSettled<T>(value: T, rest: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), rest);
    return () => window.clearTimeout(timer);
  }, [value, rest]);
  return settled;
}
