//! The domains that Exchange accepts mail for, and whether it knows all their recipients (R13).

use model::{Accepted, DomainName};
use serde::Deserialize;

use super::{BETA, Command, is_refusal};
use crate::{Directory, MicrosoftError, http::Tally};

const WHAT: &str = "accepted domains of Exchange";
const NAME: &str = "Get-AcceptedDomain";
/// Microsoft Learn: "Get-AcceptedDomain".
const BODY: &str = r#"{"CmdletInput":{"CmdletName":"Get-AcceptedDomain","Parameters":{}}}"#;
const SELECT: &str = "$select=DomainName,DomainType";
const ROLE: &str = "View-Only Organization Management";

/// Route A, then route B (Microsoft Learn: "Exchange Online Admin API", endpoint `AcceptedDomain`).
const ROUTES: [Command; 2] = [
    Command {
        what: WHAT,
        permission: "Exchange.Manage",
        role: ROLE,
        route: BETA,
        name: NAME,
        body: BODY,
        select: SELECT,
    },
    Command {
        what: WHAT,
        permission: "Exchange.ManageV2",
        role: ROLE,
        route: ["v2.0", "AcceptedDomain"],
        name: NAME,
        body: BODY,
        select: SELECT,
    },
];

/// A domain that Exchange accepts mail for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedDomain {
    /// The domain.
    pub name: DomainName,
    /// What becomes of mail for recipients whom Exchange does not know.
    pub accepted: Accepted,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Wire {
    domain_name: Option<String>,
    domain_type: Option<String>,
}

impl Directory {
    /// The domains that Exchange accepts mail for, and how; asked the way of source A, then that of source B.
    ///
    /// # Errors
    /// Any [`MicrosoftError`]; when both ways are refused, the refusal of the first.
    pub async fn accepted_domains(&self) -> Result<Vec<AcceptedDomain>, MicrosoftError> {
        let [first, second] = &ROUTES;
        match self.accepted_by(first).await {
            Err(refused) if is_refusal(&refused) => match self.accepted_by(second).await {
                Ok(domains) => Ok(domains),
                Err(again) => {
                    tracing::info!(code = again.code(), request_id = again.request_id(), "nor by the Admin API");
                    Err(refused)
                }
            },
            settled => settled,
        }
    }

    async fn accepted_by(&self, command: &Command) -> Result<Vec<AcceptedDomain>, MicrosoftError> {
        let tally = Tally::default();
        let anchor = self.anchor();
        let headers = command.headers(&anchor);
        let all = self.all::<Wire>(self.command_url(command), command.ask(&headers, &tally)).await?;
        Ok(all.into_iter().filter_map(Wire::into_domain).collect())
    }
}

impl Wire {
    /// A type that is newer than this table says nothing, so that the domain is treated as one that was not named.
    fn into_domain(self) -> Option<AcceptedDomain> {
        let accepted = match self.domain_type?.to_ascii_lowercase().as_str() {
            "authoritative" => Accepted::Authoritative,
            "internalrelay" => Accepted::InternalRelay,
            "externalrelay" => Accepted::ExternalRelay,
            _ => return None,
        };
        Some(AcceptedDomain { name: self.domain_name?.parse().ok()?, accepted })
    }
}
