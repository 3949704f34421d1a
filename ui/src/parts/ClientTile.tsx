import type { Colour } from "../host/bindings";
import css from "./ClientTile.module.css";

/** At most two letters that stand for a client. */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const [first = "", last = ""] = [words[0]?.[0], words.length > 1 ? words.at(-1)?.[0] : ""];
  return (first + last).toLocaleUpperCase();
}

interface Props {
  name: string;
  colour: Colour;
  practice?: boolean;
  /** Edge in pixels. */
  size?: 24 | 28 | 32 | 40;
}

/** The client's colour and letters, repeated beside each decision; the name itself stands next to it. */
export function ClientTile({ name, colour, practice = false, size = 32 }: Props) {
  return (
    <span
      className={practice ? `${css.tile} ${css.practice}` : css.tile}
      data-colour={colour}
      data-size={size}
      aria-hidden
    >
      {initials(name)}
    </span>
  );
}
