import { type ComponentType, lazy } from "react";
import type { ClientView, WizardStep } from "../host/bindings";

/** What each step of a known client is given. */
export interface StepProps {
  client: ClientView;
  /** The plan to review, where it is not the newest one. */
  plan: number | null;
}
type Step = ComponentType<StepProps>;

/** Each step is loaded when it is first opened. */
export const stepPages: Record<WizardStep, Step> = {
  client: lazy(() => import("./client/ClientStep")),
  connect: lazy(() => import("./connect/ConnectStep")),
  domains: lazy(() => import("./domains/DomainsStep")),
  mailboxes: lazy(() => import("./mailboxes/MailboxesStep")),
  options: lazy(() => import("./options/OptionsStep")),
  review: lazy(() => import("./review/ReviewStep")),
  apply: lazy(() => import("./apply/ApplyStep")),
};
