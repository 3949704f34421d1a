//! Every error in the words in which people get it.

use std::{collections::BTreeSet, time::Duration};

use super::*;
use crate::{Audience, ProxyProblem, TlsProblem, TokenFailure};

/// Some error of the network; its words are not Tenantry's.
fn cause() -> reqwest::Error {
    crate::client().unwrap().get("no address").build().unwrap_err()
}

/// At least one of each.
fn all() -> Vec<MicrosoftError> {
    use MicrosoftError as E;
    let (host, what) = (|| "graph.example".to_owned(), "users");
    let request_id = || Some("0c1d".to_owned());
    let message = || "Words of Microsoft.".to_owned();
    let code = || "ErrorCode".to_owned();
    let failure = TokenFailure { message: "nobody is signed in".to_owned(), source: "x".into() };
    let tls = [
        TlsProblem::UnknownIssuer,
        TlsProblem::Expired,
        TlsProblem::NotYetValid,
        TlsProblem::WrongName,
        TlsProblem::Revoked,
        TlsProblem::NoTls,
        TlsProblem::BadCertificate,
    ];
    let proxy = [ProxyProblem::Unreachable, ProxyProblem::SignInWanted, ProxyProblem::Refused];
    let mut all = vec![
        E::SignInNeeded(failure),
        E::TokenRefused { audience: Audience::Graph, message: message(), request_id: request_id() },
        E::ClaimsChallenge { audience: Audience::Exchange, claims: "{}".to_owned(), request_id: request_id() },
        E::PermissionMissing {
            what,
            permission: "User.Read.All",
            code: code(),
            message: message(),
            request_id: request_id(),
        },
        E::RoleMissing { what, role: "View-Only Recipients", message: message(), request_id: request_id() },
        E::Throttled { what, status: 429, retry_after: Some(Duration::from_secs(9)), request_id: request_id() },
        E::Unreachable { host: host(), cause: cause() },
        E::Stalled { host: host(), received: 4096, silence: Duration::from_secs(100) },
        E::NotJson { host: host(), status: 200, content_type: "text/html".to_owned() },
        E::Redirected { host: host(), status: 302, to: "portal.example".to_owned() },
        E::Truncated { what, received: 4096 },
        E::UnexpectedShape { what, at: "no JSON in line 1, column 2".to_owned() },
        E::NamesConcealed { what: "the mailbox usage report" },
        E::ForeignLink { what, host: "elsewhere.example".to_owned() },
        E::Circle { what },
        E::Graph { what, status: 500, code: code(), message: message(), request_id: request_id() },
        E::Abandoned,
    ];
    all.extend(tls.map(|problem| E::Tls { host: host(), problem, cause: cause() }));
    all.extend(proxy.map(|problem| E::Proxy { host: host(), problem, cause: None }));
    all.extend([-90, 600, 20_000, -400_000].map(|seconds| E::ClockSkew { host: host(), seconds }));
    all
}

/// A new variant does not compile until it is numbered here, and is not complete until it is listed above.
const fn number(error: &MicrosoftError) -> usize {
    match error {
        MicrosoftError::SignInNeeded(_) => 0,
        MicrosoftError::TokenRefused { .. } => 1,
        MicrosoftError::ClaimsChallenge { .. } => 2,
        MicrosoftError::PermissionMissing { .. } => 3,
        MicrosoftError::RoleMissing { .. } => 4,
        MicrosoftError::Throttled { .. } => 5,
        MicrosoftError::Unreachable { .. } => 6,
        MicrosoftError::Stalled { .. } => 7,
        MicrosoftError::Tls { .. } => 8,
        MicrosoftError::Proxy { .. } => 9,
        MicrosoftError::ClockSkew { .. } => 10,
        MicrosoftError::NotJson { .. } => 11,
        MicrosoftError::Redirected { .. } => 12,
        MicrosoftError::Truncated { .. } => 13,
        MicrosoftError::UnexpectedShape { .. } => 14,
        MicrosoftError::NamesConcealed { .. } => 15,
        MicrosoftError::ForeignLink { .. } => 16,
        MicrosoftError::Circle { .. } => 17,
        MicrosoftError::Graph { .. } => 18,
        MicrosoftError::Abandoned => 19,
    }
}

#[test]
fn b8_every_error_says_what_happened_to_what_and_what_to_do() {
    let all = all();
    let numbers: BTreeSet<_> = all.iter().map(number).collect();
    let codes: BTreeSet<_> = all.iter().map(MicrosoftError::code).collect();
    assert!(numbers.iter().copied().eq(0..20), "{numbers:?}");
    assert_eq!(codes.len(), numbers.len(), "a code of its own for each");
    let text: Vec<_> = all
        .iter()
        .map(|error| {
            let passes = if error.passes() { " (tried again)" } else { "" };
            let hints: String = error.hints().iter().map(|hint| format!("\n  - {hint}")).collect();
            format!("{}{passes}: {error}{hints}", error.code())
        })
        .collect();
    insta::assert_snapshot!(text.join("\n\n"));
}

#[test]
fn no_error_repeats_the_claims_or_a_url() {
    let challenge =
        MicrosoftError::ClaimsChallenge { audience: Audience::Graph, claims: "{\"x\":1}".to_owned(), request_id: None };
    assert!(!challenge.to_string().contains('{'));
}
