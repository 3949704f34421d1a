import { type ComponentType, lazy } from "react";
import type { PageTab } from "../app/route";
import type { StepProps } from "../wizard/steps";

/** Each tab is loaded when it is first opened; domains, mailboxes and changes are the wizard's own screens. */
export const tabPages: Record<PageTab, ComponentType<StepProps>> = {
  overview: lazy(() => import("./OverviewTab")),
  domains: lazy(() => import("../wizard/domains/DomainsStep")),
  mailboxes: lazy(() => import("../wizard/mailboxes/MailboxesStep")),
  changes: lazy(() => import("../wizard/review/ReviewStep")),
  history: lazy(() => import("./HistoryTab")),
  import: lazy(() => import("../mailImport/ImportTab")),
  cutover: lazy(() => import("../cutover/CutoverTab")),
  settings: lazy(() => import("./SettingsTab")),
};
