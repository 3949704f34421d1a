import type { ClientView } from "../host/bindings";

export function HandOver(_: { client: ClientView }) {
  return null;
}
