//! Words for choosing and changing a gateway.

use super::{Words, say};
use crate::EngineError;
use crate::FaultSort::{Outside, Refused, Usage};

/// Code, sort and hints; `None`: it is another error.
pub(super) fn place(error: &EngineError) -> Option<Words> {
    Some(match error {
        EngineError::CredentialsNeeded { .. } => (
            "gateway-credentials-needed",
            Usage,
            say(&[
                "Type the gateway's user and password.",
                "On the command line: set TENANTRY_GATEWAY_USER and TENANTRY_GATEWAY_PASSWORD.",
            ]),
        ),
        EngineError::NotOffered { .. } => ("gateway-not-offered", Usage, say(&["Nothing was changed."])),
        EngineError::DomainNotApplied(_) => {
            ("domain-not-applied", Usage, say(&["Select the domain and apply the plan first."]))
        }
        EngineError::GatewayInUse => {
            ("gateway-in-use", Refused, say(&["Wait for the end of the run, or cancel it, then change the gateway."]))
        }
        EngineError::OtherGateway { .. } => (
            "other-gateway",
            Refused,
            say(&["Set right what is wrong by choosing it, then plan and apply.", "Nothing was changed."]),
        ),
        EngineError::Networks(_) => {
            ("networks-unreadable", Outside, say(&["Try again later. Tenantry asks Microsoft once a day by itself."]))
        }
        _ => return None,
    })
}

pub(super) fn place_facts(error: &EngineError) -> Option<Vec<(&'static str, String)>> {
    Some(match error {
        EngineError::CredentialsNeeded { gateway } => vec![("gateway", (*gateway).to_owned())],
        EngineError::NotOffered { gateway, what } => {
            vec![("gateway", (*gateway).to_owned()), ("what", (*what).to_owned())]
        }
        EngineError::DomainNotApplied(domain) => vec![("domain", domain.clone())],
        EngineError::OtherGateway { run, since } => vec![("run", run.to_string()), ("since", since.to_string())],
        EngineError::Networks(cause) => vec![("cause", cause.clone())],
        _ => return None,
    })
}
