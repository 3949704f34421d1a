/** How a problem is shown, and what the person can press. */
export interface Entry {
  severity: "info" | "warning" | "error" | "stop";
  /** The next action that the screen offers, when it can. */
  action?: "retry" | "sign-in" | "wait" | "plan-again" | "settings";
}

const retry: Entry = { severity: "error", action: "retry" };
const signIn: Entry = { severity: "warning", action: "sign-in" };
const stop: Entry = { severity: "stop" };
const rightAway: Entry = { severity: "error", action: "sign-in" };

/** Every code that the page words itself; the words are in `locales/*\/problems.json` under the same name. */
export const table: Record<string, Entry> = {
  // The sign-in ended or must be done again.
  cancelled: { severity: "info", action: "sign-in" },
  "timed-out": signIn,
  "not-signed-in": signIn,
  "sign-in-needed": signIn,
  "sign-in-ended": signIn,
  "sign-in-expired": signIn,
  "sign-in-frequency": signIn,
  "sign-in-revoked": signIn,
  "interaction-needed": signIn,
  "mfa-needed": signIn,
  "code-expired": signIn,
  "code-used": signIn,
  // The answer did not belong to this sign-in.
  "state-mismatch": rightAway,
  "nonce-mismatch": rightAway,
  "audience-mismatch": rightAway,
  "issuer-mismatch": rightAway,
  "signature-invalid": rightAway,
  "id-token-expired": rightAway,
  "wrong-tenant": { severity: "stop", action: "sign-in" },
  // Microsoft or the client's rules refuse.
  "consent-missing": rightAway,
  "consent-refused": rightAway,
  "admin-consent-needed": rightAway,
  "approval-pending": { severity: "warning", action: "wait" },
  "wrong-account": rightAway,
  "guest-blocked": rightAway,
  "conditional-access": rightAway,
  "cross-tenant-blocked": rightAway,
  "account-locked": rightAway,
  "account-disabled": rightAway,
  "password-expired": rightAway,
  "assignment-required": rightAway,
  "app-not-found": { severity: "error", action: "settings" },
  "app-misconfigured": { severity: "error", action: "settings" },
  "app-disabled": rightAway,
  "redirect-not-registered": { severity: "error", action: "settings" },
  "registration-needed": { severity: "warning", action: "settings" },
  "permission-missing": rightAway,
  // Finding the tenant.
  "tenant-not-found": { severity: "warning" },
  "not-a-domain": { severity: "info" },
  "other-cloud": { severity: "warning" },
  "tenant-taken": stop,
  // This machine.
  "port-occupied": retry,
  "no-loopback": retry,
  "keyring-missing": stop,
  "keyring-locked": { severity: "warning", action: "retry" },
  "keyring-failed": retry,
  "vault-damaged": stop,
  "vault-passphrase": stop,
  // The line, or the other side.
  network: { severity: "warning", action: "retry" },
  unreachable: { severity: "warning", action: "retry" },
  "microsoft-busy": { severity: "warning", action: "wait" },
  "microsoft-unavailable": { severity: "warning", action: "wait" },
  "too-many-requests": { severity: "warning", action: "wait" },
  throttled: { severity: "warning", action: "wait" },
  "microsoft-refused": rightAway,
  "microsoft-error": retry,
  page: retry,
};

const icons = { info: "info", warning: "look", error: "failing", stop: "stop" } as const;

/** The entry of a code; a code that nobody has worded yet counts as an error. */
export function entryOf(code: string): Entry & { state: (typeof icons)[Entry["severity"]] } {
  const entry = table[code] ?? { severity: "error" as const };
  return { ...entry, state: icons[entry.severity] };
}
