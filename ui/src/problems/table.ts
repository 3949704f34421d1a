export type Severity = "stop" | "error" | "warning" | "info";
/** What helps: do it again, sign in, plan again, an approval, another registration, the gateway's settings; null: only the words help. */
export type Action = "retry" | "sign-in" | "plan-again" | "approve" | "register" | "gateway" | null;

/** Every code that the page words itself; the words stand under the same name in `locales/*\/problems.json`. */
const rows: readonly (readonly [Severity, Action, string])[] = [
  [
    "stop",
    null,
    `
    tenant-taken keyring-missing vault-passphrase vault-unreadable insecure-authority
    cloud-not-encrypted foreign-link domain-taken gateway-newer other-gateway folder-held
    folder-unusable updates-forged database-newer database-damaged database-read-only database-not-copied plan-file-changed
  `,
  ],
  [
    "stop",
    "gateway",
    `
    gateway-changed gateway-not-ours
  `,
  ],
  [
    "error",
    "gateway",
    `
    gateway-credentials
  `,
  ],
  [
    "stop",
    "retry",
    `
    reading-incomplete reading-empty reading-short domain-vanished domain-lost
  `,
  ],
  [
    "stop",
    "register",
    `
    audience-mismatch
  `,
  ],
  [
    "stop",
    "sign-in",
    `
    state-mismatch nonce-mismatch issuer-mismatch signature-invalid no-tenant-named wrong-tenant permissions-shrank
    tenant-differs vault-damaged
  `,
  ],
  [
    "error",
    null,
    `
    import-no-access import-no-permission import-not-granted import-not-tried import-app-refused import-app-unfinished
    import-no-application no-app-key app-key
    cloud-gone unknown-cloud cloud-unreadable cloud-bad-name cloud-not-known
  `,
  ],
  [
    "error",
    "approve",
    `
    consent-missing admin-consent-needed partner-consent-missing approval-refused
  `,
  ],
  [
    "error",
    "register",
    `
    app-not-found app-misconfigured app-single-tenant redirect-not-registered client-type-wrong
    web-page-token
  `,
  ],
  [
    "error",
    "retry",
    `
    certificate-unknown-issuer certificate-expired certificate-not-yet-valid certificate-wrong-name
    certificate-revoked tls-failed tls proxy-refused proxy service-missing port-occupied no-loopback keyring-failed vault-file vault-interrupted
    import-sink import-password import-unanswered import-no-room unexpected-answer not-json redirected unexpected-shape circle exchange-silent microsoft-error gateway-unreachable gateway-limit
    gateway-conflict gateway-refused no-practice database broken page screen disk-full output plan-file
  `,
  ],
  [
    "error",
    "sign-in",
    `
    code-of-other-tenant proof-mismatch id-token-expired consent-refused wrong-account guest-blocked conditional-access
    cross-tenant-blocked account-locked account-disabled password-expired assignment-required
    app-disabled several-resources permission-missing role-missing microsoft-refused
  `,
  ],
  [
    "warning",
    null,
    `
    folder-not-opened updates-misconfigured gateway-in-use tenant-not-found other-cloud same-person not-approver
  `,
  ],
  [
    "warning",
    "register",
    `
    registration-needed
  `,
  ],
  [
    "warning",
    "approve",
    `
    approval-pending
  `,
  ],
  [
    "warning",
    "plan-again",
    `
    plan-stale not-as-planned
  `,
  ],
  [
    "warning",
    "retry",
    `
    import-waits import-differs import-app-restorable microsoft-busy microsoft-unavailable too-many-requests throttled
    networks-unreadable updates-unreachable updates-unreadable service-being-created certificate-not-ready browser keyring-locked network unreachable stalled
    truncated clock-skew clock-wrong cut-short
  `,
  ],
  [
    "warning",
    "sign-in",
    `
    timed-out not-signed-in sign-in-needed sign-in-ended sign-in-expired sign-in-frequency
    sign-in-revoked interaction-needed claims-challenge mfa-needed code-expired code-used
    device-code-expired device-declined device-code-wrong token-refused
  `,
  ],
  [
    "info",
    null,
    `
    updates-not-configured updates-nothing-newer not-a-domain tenant-not-named bad-client-id registration-fixed names-concealed domain-refused unknown-gateway gateway-credentials-needed gateway-not-offered domain-not-applied name-taken bad-name options-refused
    not-running unknown-client unknown-run unknown-address closing name-needed second-needed rehearsal undo-under-way
    undo-too-late undo-unrecorded unknown-row nothing-failed bad-exception answer-misfits plan-file-unreadable plan-file-newer
    unknown-import import-bad-app-id import-no-certificate import-app-there import-folders import-no-mailbox import-nothing
    import-no-job import-under-way plan-file-undo plan-file-elsewhere list-gone nothing-to-undo listed-twice unknown-day domain-not-mirrored
  `,
  ],
  [
    "info",
    "plan-again",
    `
    unknown-plan
  `,
  ],
  [
    "info",
    "retry",
    `
    abandoned never-read unknown-domain unknown-recipient
  `,
  ],
  [
    "info",
    "sign-in",
    `
    cancelled no-sign-in
  `,
  ],
];

export interface Entry {
  severity: Severity;
  action: Action;
}

export const table: ReadonlyMap<string, Entry> = new Map(
  rows.flatMap(([severity, action, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, { severity, action }] as const),
  ),
);

const states = { stop: "stop", error: "failing", warning: "look", info: "info" } as const;

/** The entry of a code with the mark it is shown with; a code without words counts as an error. */
export function entryOf(code: string) {
  const entry = table.get(code) ?? { severity: "error" as const, action: "retry" as const };
  return { ...entry, state: states[entry.severity] };
}
