import type { Evidence, MailboxDetail } from "../../host/bindings";

/** What shows one sort of evidence is given. */
export type Of<E extends Evidence["evidence"]> = { evidence: Extract<Evidence, { evidence: E }> };

export interface EvidenceProps {
  client: number;
  evidence: Evidence;
  /** Of a recipient, once it is read. */
  detail: MailboxDetail | undefined;
}
