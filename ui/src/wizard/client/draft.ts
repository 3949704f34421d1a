import { blank, type GatewayDraft } from "../../gateway/draft";
import type { Colour } from "../../host/bindings";

/** A client that is not there yet, as somebody types it. */
export interface Draft {
  name: string;
  /** Null: the one whose turn it is. */
  colour: Colour | null;
  gateway: GatewayDraft;
  /** The folder is not the usual one. */
  own: boolean;
}

export const nobody: Draft = { name: "", colour: null, gateway: blank("local"), own: false };
