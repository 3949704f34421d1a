//! Words for what Microsoft, and the network on the way to it, say.

use microsoft::MicrosoftError;
use signin::{KNOWN_CODES, KnownCode, Refusal, SignInError};

use super::Words;
use crate::{EngineError, Fault, FaultSort};

/// What a failed question to Microsoft did here.
const UNTOUCHED: &str = "Nothing was changed; what was read before stands.";

pub(super) fn sign_in(error: &SignInError) -> Words {
    let sort = match error {
        _ if error.needs_sign_in() => FaultSort::SignInNeeded,
        _ if error.is_transient() => FaultSort::Outside,
        SignInError::WrongTenant { .. }
        | SignInError::InsecureAuthority { .. }
        | SignInError::IssuerMismatch { .. }
        | SignInError::AudienceMismatch { .. }
        | SignInError::NonceMismatch
        | SignInError::NoTenantNamed
        | SignInError::SignatureInvalid { .. } => FaultSort::Refused,
        SignInError::TenantNotFound { .. } | SignInError::NotADomain { .. } => FaultSort::Usage,
        SignInError::Vault(_) | SignInError::PortOccupied { .. } | SignInError::NoLoopback { .. } => FaultSort::Other,
        SignInError::UnexpectedAnswer { .. }
        | SignInError::Tls { .. }
        | SignInError::Proxy { .. }
        | SignInError::ClockSkew { .. } => FaultSort::Outside,
        _ => FaultSort::SignInNeeded,
    };
    let mut hints = error.hints();
    if matches!(
        error,
        SignInError::Network { .. }
            | SignInError::Proxy { .. }
            | SignInError::Busy { .. }
            | SignInError::UnexpectedAnswer { .. }
    ) {
        hints.push(UNTOUCHED.to_owned());
    }
    (error.code(), sort, hints)
}

pub(super) fn sign_in_facts(error: &SignInError) -> Vec<(&'static str, String)> {
    match error {
        SignInError::TenantNotFound { query } | SignInError::NotADomain { query } => vec![("query", query.clone())],
        SignInError::PortOccupied { port } => vec![("port", port.to_string())],
        SignInError::Network { host, .. }
        | SignInError::Busy { host, .. }
        | SignInError::Tls { host, .. }
        | SignInError::Proxy { host }
        | SignInError::UnexpectedAnswer { host, .. } => vec![("host", host.clone())],
        SignInError::ClockSkew { host, seconds } => vec![("host", host.clone()), ("seconds", seconds.to_string())],
        other => other.refusal().map(refusal_facts).unwrap_or_default(),
    }
}

/// Microsoft's number; where that has no words here, also its own sentence and the id its support asks for.
fn refusal_facts(refusal: &Refusal) -> Vec<(&'static str, String)> {
    let number = refusal.code.map(|code| ("aadsts", code.to_string()));
    let said = refusal.said().map(|said| ("said", said.to_owned()));
    let id = said.as_ref().and(refusal.correlation_id.clone()).map(|id| ("correlation", id));
    number.into_iter().chain(said).chain(id).collect()
}

pub(super) fn microsoft(error: &MicrosoftError) -> Words {
    let sort = match error {
        MicrosoftError::SignInNeeded(_)
        | MicrosoftError::TokenRefused { .. }
        | MicrosoftError::ClaimsChallenge { .. }
        | MicrosoftError::RoleMissing { .. }
        | MicrosoftError::PermissionMissing { .. } => FaultSort::SignInNeeded,
        MicrosoftError::ForeignLink { .. } => FaultSort::Refused,
        _ => FaultSort::Outside,
    };
    let mut hints = error.hints();
    if !hints.iter().any(|hint| hint.starts_with("Nothing ")) {
        hints.push(UNTOUCHED.to_owned());
    }
    (error.code(), sort, hints)
}

pub(super) fn microsoft_facts(error: &MicrosoftError) -> Vec<(&'static str, String)> {
    use MicrosoftError as M;
    match error {
        M::PermissionMissing { what, permission, .. } => {
            vec![("what", (*what).to_owned()), ("permission", (*permission).to_owned())]
        }
        M::RoleMissing { what, role, .. } => vec![("what", (*what).to_owned()), ("role", (*role).to_owned())],
        M::Throttled { what, status, .. } => vec![("what", (*what).to_owned()), ("status", status.to_string())],
        M::Unreachable { host, .. }
        | M::Stalled { host, .. }
        | M::Tls { host, .. }
        | M::Proxy { host, .. }
        | M::NotJson { host, .. }
        | M::ForeignLink { host, .. } => vec![("host", host.clone())],
        M::Redirected { host, to, .. } => vec![("host", host.clone()), ("to", to.clone())],
        M::ClockSkew { host, seconds } => vec![("host", host.clone()), ("seconds", seconds.to_string())],
        M::TokenRefused { audience, .. } | M::ClaimsChallenge { audience, .. } => {
            vec![("audience", audience.to_string())]
        }
        M::Truncated { what, .. }
        | M::UnexpectedShape { what, .. }
        | M::NamesConcealed { what }
        | M::Circle { what }
        | M::Graph { what, .. } => vec![("what", (*what).to_owned())],
        M::SignInNeeded(_) | M::Abandoned => Vec::new(),
    }
}

impl EngineError {
    /// Nothing of Microsoft answered at all: the network is gone, or something on the way answers in its place.
    pub(crate) fn is_network(&self) -> bool {
        match self.origin() {
            Self::SignIn(error) => matches!(error, SignInError::Network { .. } | SignInError::Proxy { .. }),
            Self::Microsoft(error) => matches!(
                error,
                MicrosoftError::Unreachable { .. }
                    | MicrosoftError::Stalled { .. }
                    | MicrosoftError::Proxy { .. }
                    | MicrosoftError::NotJson { .. }
                    | MicrosoftError::Redirected { .. }
            ),
            _ => false,
        }
    }
}

/// What stands in the receipt where an account may not read something: what it lacks, and what that means (M3).
pub(crate) fn lack(what: &str, error: &MicrosoftError) -> String {
    const ROLES: &str = "Exchange Administrator or Global Reader";
    let cause = match error {
        MicrosoftError::RoleMissing { .. } => format!("The account lacks the role {ROLES}."),
        MicrosoftError::PermissionMissing { permission, .. } if what == "exchange" => {
            format!("{permission} was not approved, or the account lacks the role {ROLES}.")
        }
        MicrosoftError::PermissionMissing { permission, .. } => {
            format!("{permission} was not approved, or the account lacks the role Global Reader.")
        }
        other => format!("It could not be tried: {other}."),
    };
    let means = match what {
        "exchange" => {
            " Without it, users, shared mailboxes, rooms and equipment are told apart by licences, which is a guess, \
             and dynamic lists and public folders stay unknown."
        }
        "organization" => " Without it, the tenant's name stays unknown.",
        _ => " Without it, the tenant cannot be read.",
    };
    cause + means
}

/// Every number of Microsoft's that has words, as a person gets it at a sign-in.
#[must_use]
pub fn known_refusals() -> Vec<(u32, Fault)> {
    let refusal = |known: &KnownCode| Refusal {
        code: Some(known.code),
        error: "invalid_grant".to_owned(),
        description: String::new(),
        suberror: None,
        claims: None,
        correlation_id: None,
        trace_id: None,
        timestamp: None,
        kind: known.kind,
    };
    let fault = |known: &KnownCode| EngineError::from(SignInError::Microsoft(Box::new(refusal(known)))).fault();
    KNOWN_CODES.iter().map(|known| (known.code, fault(known))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m2_of_an_unknown_number_microsofts_sentence_and_id_are_facts_and_of_a_known_one_only_the_number() {
        let refused = |code| Refusal {
            code: Some(code),
            error: "invalid_grant".to_owned(),
            description: format!("AADSTS{code}: The moon is in the wrong house. Trace ID: t-1"),
            suberror: None,
            claims: None,
            correlation_id: Some("c-2".to_owned()),
            trace_id: None,
            timestamp: None,
            kind: signin::RefusalKind::Other,
        };
        let unknown = refusal_facts(&refused(987_654));
        let said = ("said", "The moon is in the wrong house.".to_owned());
        assert_eq!(unknown, [("aadsts", "987654".to_owned()), said, ("correlation", "c-2".to_owned())]);
        assert_eq!(refusal_facts(&refused(50_076)), [("aadsts", "50076".to_owned())]);
    }
}
