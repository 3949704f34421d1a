//! Microsoft's error numbers: the class of each, what it says and what to do next.
//!
//! Source: "Microsoft Entra authentication and authorization error codes" (learn.microsoft.com).
//! Microsoft advises against steering a program by these numbers, as they change: they choose
//! words here, and the OAuth error word decides where a number is unknown.

use RefusalKind as K;

/// The class of a refusal. Each has its own stable code toward the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalKind {
    ConsentMissing,
    ConsentDeclined,
    AdminConsentNeeded,
    ApprovalPending,
    PartnerConsentMissing,
    AppMisconfigured,
    AppNotFound,
    AppDisabled,
    SingleTenantApp,
    RedirectNotRegistered,
    ClientTypeWrong,
    ServiceBeingCreated,
    ServiceMissing,
    WrongAccount,
    GuestBlocked,
    MfaNeeded,
    ConditionalAccess,
    CrossTenantBlocked,
    TokenExpired,
    SignInFrequency,
    WebPageToken,
    Revoked,
    CodeUsed,
    CodeOfOtherTenant,
    ProofMismatch,
    SeveralResources,
    DeviceCodeWrong,
    CertificateNotReady,
    CertificateExpired,
    ClockWrong,
    TenantNotFound,
    NotADomain,
    OtherCloud,
    TooManyRequests,
    AccountLocked,
    PasswordExpired,
    AccountDisabled,
    AssignmentRequired,
    InteractionNeeded,
    Unavailable,
    Other,
}

impl RefusalKind {
    /// The stable code of this class.
    pub fn code(self) -> &'static str {
        match self {
            K::ConsentMissing => "consent-missing",
            K::ConsentDeclined => "consent-refused",
            K::AdminConsentNeeded => "admin-consent-needed",
            K::ApprovalPending => "approval-pending",
            K::PartnerConsentMissing => "partner-consent-missing",
            K::AppMisconfigured => "app-misconfigured",
            K::AppNotFound => "app-not-found",
            K::AppDisabled => "app-disabled",
            K::SingleTenantApp => "app-single-tenant",
            K::RedirectNotRegistered => "redirect-not-registered",
            K::ClientTypeWrong => "client-type-wrong",
            K::ServiceBeingCreated => "service-being-created",
            K::ServiceMissing => "service-missing",
            K::WrongAccount => "wrong-account",
            K::GuestBlocked => "guest-blocked",
            K::MfaNeeded => "mfa-needed",
            K::ConditionalAccess => "conditional-access",
            K::CrossTenantBlocked => "cross-tenant-blocked",
            K::TokenExpired => "sign-in-expired",
            K::SignInFrequency => "sign-in-frequency",
            K::WebPageToken => "web-page-token",
            K::Revoked => "sign-in-revoked",
            K::CodeUsed => "code-used",
            K::CodeOfOtherTenant => "code-of-other-tenant",
            K::ProofMismatch => "proof-mismatch",
            K::SeveralResources => "several-resources",
            K::DeviceCodeWrong => "device-code-wrong",
            K::CertificateNotReady => "certificate-not-ready",
            K::CertificateExpired => "certificate-expired",
            K::ClockWrong => "clock-wrong",
            K::TenantNotFound => "tenant-not-found",
            K::NotADomain => "not-a-domain",
            K::OtherCloud => "other-cloud",
            K::TooManyRequests => "too-many-requests",
            K::AccountLocked => "account-locked",
            K::PasswordExpired => "password-expired",
            K::AccountDisabled => "account-disabled",
            K::AssignmentRequired => "assignment-required",
            K::InteractionNeeded => "interaction-needed",
            K::Unavailable => "microsoft-unavailable",
            K::Other => "microsoft-refused",
        }
    }

    /// The refresh token is dead: only a new sign-in helps.
    pub fn ends_the_sign_in(self) -> bool {
        matches!(self, K::TokenExpired | K::SignInFrequency | K::WebPageToken | K::Revoked)
    }
}

/// One number of Microsoft's with its class and its words.
#[derive(Debug, Clone, Copy)]
pub struct KnownCode {
    pub code: u32,
    pub kind: RefusalKind,
    pub words: &'static str,
    pub next: &'static str,
}

const fn row(code: u32, kind: RefusalKind, words: &'static str, next: &'static str) -> KnownCode {
    KnownCode { code, kind, words, next }
}

const AGAIN: &str = "Sign in again.";
const APPROVE: &str = "Have a Global Administrator of the client approve Tenantry, then sign in again.";
const REGISTRATION: &str = "Compare the app registration with the registration guide, and check the client id.";
const CLIENT_ID: &str = "Check in the registration guide that the client id is the one registered in this cloud.";
const OUR_BUG: &str = "Start the sign-in again. If it comes back, send the diagnostics to support.";
const ADMIN: &str = "Sign in with an administrator of this client, or with a partner account that has roles in it.";
const BROWSER: &str = "Sign in again and finish the second step in the browser.";
const DEVICE: &str = "Sign in from a device the client's policy allows, or ask the client to exempt this app.";
const GROUP: &str = "Check that the account is in the security group of the partner relationship (GDAP).";
const MESSAGE: &str = "Read Microsoft's message in the details, then ask the client's administrator.";
const CROSS: &str = "Ask the client, or your own administrator, to allow access between the two tenants.";
const SPELLING: &str = "Check the spelling. Any verified domain of the client will do.";
const CLOUD: &str = "Add the client anew: Tenantry then finds its cloud by itself.";

/// Every number that Tenantry has words for, in ascending order.
#[rustfmt::skip] // One number per line, as in Microsoft's own table.
pub const KNOWN_CODES: &[KnownCode] = &[
    row(16000, K::WrongAccount, "The account is not in this tenant.", ADMIN),
    row(16003, K::WrongAccount, "The account has not been added to this tenant.", ADMIN),
    row(50005, K::ConditionalAccess, "The client's policy does not support this kind of device.", DEVICE),
    row(50011, K::RedirectNotRegistered, "The app registration lacks the address Microsoft should return to.", "Add http://localhost/callback under Mobile and desktop applications in the app registration."),
    row(50020, K::WrongAccount, "The account belongs to another tenant.", ADMIN),
    row(50034, K::WrongAccount, "The account does not exist in this tenant.", ADMIN),
    row(50053, K::AccountLocked, "The account is locked, or this network address is blocked.", "Wait, or have an administrator unlock the account."),
    row(50055, K::PasswordExpired, "The account's password has expired.", "Change the password in the browser, then sign in again."),
    row(50057, K::AccountDisabled, "The account is disabled.", "Use another account, or have it enabled."),
    row(50058, K::InteractionNeeded, "Microsoft has no signed-in account in this browser.", AGAIN),
    row(50072, K::MfaNeeded, "The account must set up multifactor authentication.", BROWSER),
    row(50074, K::MfaNeeded, "Multifactor authentication was not completed.", BROWSER),
    row(50076, K::MfaNeeded, "The client requires multifactor authentication.", BROWSER),
    row(50078, K::MfaNeeded, "The multifactor authentication has expired.", BROWSER),
    row(50079, K::MfaNeeded, "The account must set up multifactor authentication.", BROWSER),
    row(50089, K::Revoked, "The sign-in took too long and has expired.", AGAIN),
    row(50097, K::ConditionalAccess, "The client's policy asks for a registered device.", DEVICE),
    row(50105, K::AssignmentRequired, "The client lets only assigned accounts use this app.", "Have an administrator assign the account to Tenantry under Enterprise applications."),
    row(50126, K::WrongAccount, "The user name or the password is wrong.", "Sign in again and check both."),
    row(50129, K::ConditionalAccess, "The client's policy asks for a device that is joined to its tenant.", DEVICE),
    row(50131, K::ConditionalAccess, "The client's policy blocked this sign-in.", DEVICE),
    row(50132, K::Revoked, "The sign-in ended because the password changed or an administrator ended it.", AGAIN),
    row(50133, K::Revoked, "The sign-in ended because the password changed.", AGAIN),
    row(50144, K::PasswordExpired, "The password of the account's own directory has expired.", "Change the password at its directory, then sign in again."),
    row(50147, K::ProofMismatch, "Microsoft did not accept the size of the sign-in's proof key.", OUR_BUG),
    row(50158, K::ConditionalAccess, "The client requires a further check that was not met.", BROWSER),
    row(50173, K::Revoked, "The sign-in was revoked or the password changed.", AGAIN),
    row(50177, K::GuestBlocked, "The account is external and cannot be used in this tenant.", GROUP),
    row(50194, K::SingleTenantApp, "The app is registered for one tenant only.", "In the app registration, under Authentication, choose accounts in any organizational directory."),
    row(50196, K::TooManyRequests, "Microsoft saw the same request too often and stopped it.", "Wait five minutes, then try again."),
    row(51004, K::WrongAccount, "The account does not exist in this tenant.", ADMIN),
    row(53000, K::ConditionalAccess, "The client's policy asks for a compliant device.", DEVICE),
    row(53001, K::ConditionalAccess, "The client's policy asks for a domain-joined device.", DEVICE),
    row(53002, K::ConditionalAccess, "The client's policy does not approve this app.", DEVICE),
    row(53003, K::ConditionalAccess, "The client's Conditional Access policy blocked the sign-in.", "Use the browser on a device the policy allows; codes for other devices are often blocked. Or ask the client to exempt this app."),
    row(54005, K::CodeUsed, "The sign-in code was already used.", "Start the sign-in again."),
    row(65001, K::ConsentMissing, "The client has not approved Tenantry.", APPROVE),
    row(65004, K::ConsentDeclined, "The request for permissions was declined.", "Sign in again and accept the permissions."),
    row(65005, K::AppMisconfigured, "The app registration does not list a permission that was asked for.", REGISTRATION),
    row(70008, K::TokenExpired, "The sign-in has expired because it was not used.", AGAIN),
    row(70011, K::AppMisconfigured, "A permission that was asked for does not exist in this cloud.", REGISTRATION),
    row(70018, K::DeviceCodeWrong, "Microsoft does not know the code for the other device.", "Start again and type the new code exactly as shown."),
    row(70019, K::TokenExpired, "The code has expired.", "Start the sign-in again."),
    row(70043, K::SignInFrequency, "The client's policy asks for a new sign-in.", AGAIN),
    row(90002, K::TenantNotFound, "There is no tenant of this name in this cloud.", SPELLING),
    row(90033, K::Unavailable, "Microsoft's directory service is not available.", "Try again in a few minutes."),
    row(90038, K::OtherCloud, "The tenant lives in another Microsoft cloud.", CLOUD),
    row(90072, K::GuestBlocked, "The account is external and has not been added to this tenant.", GROUP),
    row(90094, K::AdminConsentNeeded, "Only an administrator may approve these permissions.", APPROVE),
    row(90095, K::ApprovalPending, "The client requires an approval request for this app.", APPROVE),
    row(90099, K::PartnerConsentMissing, "The app is not approved for partners in this tenant.", APPROVE),
    row(500_113, K::RedirectNotRegistered, "The app registration has no address to return to.", REGISTRATION),
    row(500_212, K::CrossTenantBlocked, "The account's own tenant does not allow access to this client.", CROSS),
    row(500_213, K::CrossTenantBlocked, "The client does not allow access from the account's tenant.", CROSS),
    row(501_481, K::ProofMismatch, "The sign-in's proof key did not match.", OUR_BUG),
    row(501_491, K::ProofMismatch, "Microsoft did not accept the sign-in's proof key.", OUR_BUG),
    row(530_032, K::ConditionalAccess, "The client's security policy blocked the sign-in.", DEVICE),
    row(530_034, K::ConditionalAccess, "Microsoft blocked partner access because of a risk.", "Ask the client or Microsoft partner support."),
    row(530_035, K::ConditionalAccess, "The client's security defaults blocked the sign-in.", DEVICE),
    row(650_051, K::ServiceBeingCreated, "Microsoft is still creating the app in this tenant.", "Try again in half a minute."),
    row(650_052, K::ServiceMissing, "The tenant has no subscription to a service that is needed.", "Check that the client has Exchange Online."),
    row(650_056, K::AppMisconfigured, "The app registration is incomplete.", REGISTRATION),
    row(650_057, K::AppMisconfigured, "The app registration lacks a service that was asked for.", REGISTRATION),
    row(700_005, K::CodeOfOtherTenant, "The sign-in code was issued for another tenant.", OUR_BUG),
    row(700_011, K::AppNotFound, "The app was not found in this tenant.", CLIENT_ID),
    row(700_016, K::AppNotFound, "The app was not found in this tenant or cloud.", CLIENT_ID),
    row(700_022, K::SeveralResources, "One token was asked for several services.", OUR_BUG),
    row(700_024, K::ClockWrong, "By Microsoft's clock, the application's proof is not valid now.", "Set this computer's date, time and time zone, then try again."),
    row(700_025, K::ClientTypeWrong, "The app registration is public, but a secret was sent.", REGISTRATION),
    row(700_027, K::CertificateNotReady, "Microsoft does not know the certificate yet.", "Try again in half a minute."),
    row(700_082, K::TokenExpired, "The sign-in has expired because it was not used for 90 days.", AGAIN),
    row(700_084, K::WebPageToken, "The sign-in was issued to a web page and lives one day.", "Register the return address under Mobile and desktop applications, then sign in again."),
    row(900_023, K::NotADomain, "This is neither a domain nor a tenant id.", SPELLING),
    row(900_971, K::RedirectNotRegistered, "The app registration has no address to return to.", REGISTRATION),
    row(1_000_502, K::CertificateExpired, "The certificate of the application is not valid any more, or not yet.", "Make a new certificate for the application and register it."),
    row(7_000_112, K::AppDisabled, "The app is disabled in this tenant.", "Have an administrator enable Tenantry under Enterprise applications."),
    row(7_000_218, K::ClientTypeWrong, "The app registration expects a secret.", "Register the return address under Mobile and desktop applications and allow public client flows."),
    row(7_000_229, K::AppNotFound, "The app has no account in this tenant.", "Have an administrator add it under Enterprise applications, or wait a minute when it was registered just now."),
    row(9_002_327, K::ClientTypeWrong, "The return address is registered for a web page.", "Register the return address under Mobile and desktop applications."),
];

fn find(code: Option<u32>) -> Option<&'static KnownCode> {
    let at = KNOWN_CODES.binary_search_by_key(&code?, |k| k.code).ok()?;
    KNOWN_CODES.get(at)
}

/// The class of a refusal: by its number, else by its words. `asks` says that claims came with it,
/// which only a person's sign-in can meet. What the suberrors mean is inferred from the Microsoft
/// Authentication Library, which acts on them ("Handle errors and exceptions in MSAL", learn.microsoft.com).
pub(crate) fn kind(code: Option<u32>, error: &str, suberror: Option<&str>, asks: bool) -> RefusalKind {
    if let Some(known) = find(code) {
        return known.kind;
    }
    match suberror {
        Some("consent_required") => return K::ConsentMissing,
        Some("basic_action" | "additional_action") => return K::InteractionNeeded,
        Some("bad_token" | "token_expired") => return K::TokenExpired,
        Some("user_password_expired") => return K::PasswordExpired,
        Some("message_only" | "device_authentication_failed" | "protection_policy_required") => {
            return K::ConditionalAccess;
        }
        _ => {}
    }
    match error {
        "consent_required" => K::ConsentMissing,
        // A person says no without a number, or with 65004; an unknown number is something that Microsoft says.
        "access_denied" if code.is_some() => K::Other,
        "access_denied" | "authorization_declined" => K::ConsentDeclined,
        "interaction_required" | "login_required" => K::InteractionNeeded,
        "server_error" | "temporarily_unavailable" => K::Unavailable,
        "invalid_client" | "unauthorized_client" | "invalid_resource" | "invalid_scope" => K::AppMisconfigured,
        "bad_verification_code" => K::DeviceCodeWrong,
        "invalid_tenant" => K::TenantNotFound,
        _ if asks => K::InteractionNeeded,
        _ => K::Other,
    }
}

/// Whether Tenantry has words of its own for this number.
pub(crate) fn is_known(code: Option<u32>) -> bool {
    find(code).is_some()
}

/// What a refusal says, in plain words.
pub(crate) fn words(code: Option<u32>, kind: RefusalKind) -> &'static str {
    match (find(code), kind) {
        (Some(known), _) => known.words,
        (None, K::ConsentMissing) => "The client has not approved Tenantry.",
        (None, K::ConsentDeclined) => "The request for permissions was declined.",
        (None, K::InteractionNeeded) => "Microsoft wants a person to sign in again.",
        (None, K::Unavailable) => "Microsoft's sign-in service is not available.",
        (None, K::AppMisconfigured) => "Microsoft does not accept the app registration.",
        (None, K::TokenExpired) => "The sign-in has expired.",
        (None, K::PasswordExpired) => "The account's password has expired.",
        (None, K::ConditionalAccess) => "The client's security policy stopped the sign-in.",
        (None, K::DeviceCodeWrong) => "Microsoft does not know the code for the other device.",
        (None, K::TenantNotFound) => "There is no tenant of this name in this cloud.",
        (None, _) => "Microsoft refused the sign-in.",
    }
}

/// What can be done about a refusal.
pub(crate) fn next(code: Option<u32>, kind: RefusalKind) -> &'static str {
    match (find(code), kind) {
        (Some(known), _) => known.next,
        (None, K::ConsentMissing) => APPROVE,
        (None, K::ConsentDeclined) => "Sign in again and accept the permissions.",
        (None, K::InteractionNeeded) => AGAIN,
        (None, K::Unavailable) => "Try again in a few minutes.",
        (None, K::AppMisconfigured) => REGISTRATION,
        (None, K::TokenExpired) => AGAIN,
        (None, K::PasswordExpired) => "Change the password in the browser, then sign in again.",
        (None, K::ConditionalAccess) => MESSAGE,
        (None, K::DeviceCodeWrong) => "Start again and type the new code exactly as shown.",
        (None, K::TenantNotFound) => SPELLING,
        (None, _) => "Read Microsoft's message in the details, then sign in again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The numbers that the reference material lists.
    const LISTED: &[u32] = &[
        65001, 65004, 65005, 650_056, 650_057, 650_051, 650_052, 90094, 90095, 50020, 50034, 51004, 16000, 16003,
        90072, 50177, 50076, 50074, 50072, 50079, 50078, 53000, 53001, 53002, 53003, 530_032, 530_034, 530_035, 50005,
        50131, 50158, 500_212, 500_213, 70008, 700_082, 70043, 700_084, 50173, 50132, 50133, 50089, 54005, 50011,
        500_113, 50194, 7_000_218, 700_025, 9_002_327, 700_016, 700_011, 7_000_112, 90002, 900_023, 90038, 90099,
        50196, 50053, 50055, 50057, 50105,
    ];

    #[test]
    fn m2_every_listed_number_has_its_own_words_and_a_next_action() {
        for code in LISTED {
            let known = find(Some(*code));
            assert!(known.is_some_and(|k| k.words.len() > 10 && k.next.len() > 10), "{code}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_names_each_number_once() {
        assert!(KNOWN_CODES.is_sorted_by_key(|k| k.code));
        let all: BTreeSet<u32> = KNOWN_CODES.iter().map(|k| k.code).collect();
        assert_eq!(all.len(), KNOWN_CODES.len());
    }

    #[test]
    fn an_unknown_number_is_classed_by_its_error_word() {
        assert_eq!(kind(Some(1), "access_denied", None, false), K::Other);
        assert_eq!(kind(None, "access_denied", None, false), K::ConsentDeclined);
        assert_eq!(kind(None, "temporarily_unavailable", None, false), K::Unavailable);
        assert_eq!(kind(None, "something_new", None, false), K::Other);
        assert_eq!(kind(None, "invalid_grant", None, true), K::InteractionNeeded);
    }

    #[test]
    fn m2_each_suberror_says_whether_a_person_a_policy_or_nobody_can_help() {
        let class = |suberror| kind(Some(1), "invalid_grant", Some(suberror), true);
        for (suberror, expected) in [
            ("basic_action", K::InteractionNeeded),
            ("additional_action", K::InteractionNeeded),
            ("consent_required", K::ConsentMissing),
            ("message_only", K::ConditionalAccess),
            ("user_password_expired", K::PasswordExpired),
            ("bad_token", K::TokenExpired),
            ("token_expired", K::TokenExpired),
            ("device_authentication_failed", K::ConditionalAccess),
            ("protection_policy_required", K::ConditionalAccess),
        ] {
            assert_eq!(class(suberror), expected, "{suberror}");
        }
    }

    /// The whole table as a person reads it, so that every change of a word is seen.
    #[test]
    fn m2_the_table_reads_as_reviewed() {
        let lines: Vec<String> = KNOWN_CODES
            .iter()
            .map(|k| format!("AADSTS{} [{}] {} -> {}", k.code, k.kind.code(), k.words, k.next))
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn m2_words_and_next_actions_are_short_whole_sentences() {
        for known in KNOWN_CODES {
            for text in [known.words, known.next] {
                assert!(text.ends_with('.') && text.len() <= 140, "{}: {text}", known.code);
                assert!(text.starts_with(|c: char| c.is_uppercase()), "{}: {text}", known.code);
            }
        }
    }

    #[test]
    fn classes_have_distinct_stable_codes() {
        let codes: BTreeSet<&str> = KNOWN_CODES.iter().map(|k| k.kind.code()).collect();
        let kinds: BTreeSet<K> = KNOWN_CODES.iter().map(|k| k.kind).collect();
        assert_eq!(codes.len(), kinds.len());
    }
}
