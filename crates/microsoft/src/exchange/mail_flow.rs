//! How a tenant's mail flows: connectors, Direct Send, allow-list, journal, signing (W8). It changes nothing.

use model::DomainName;
use model::cutover::{DkimSigning, InboundConnector, JournalRule, OutboundConnector, TenantMail};
use serde::{Deserialize, de::DeserializeOwned};

use super::{BETA, Command, is_refusal};
use crate::{Directory, MicrosoftError, http::Tally};

/// Microsoft Learn: the reference of each command; all are in the role View-Only Configuration.
macro_rules! command {
    ($what:literal, $name:literal, $parameters:literal) => {
        Command {
            what: $what,
            permission: "Exchange.Manage",
            role: "View-Only Configuration",
            route: BETA,
            name: $name,
            body: concat!(r#"{"CmdletInput":{"CmdletName":""#, $name, r#"","Parameters":{"#, $parameters, "}}}"),
            select: "",
        }
    };
}

const INBOUND: Command = command!("inbound connectors", "Get-InboundConnector", "");
const OUTBOUND: Command =
    command!("outbound connectors", "Get-OutboundConnector", r#""IncludeTestModeConnectors":false"#);
const ORGANIZATION: Command = command!("the organization's mail settings", "Get-OrganizationConfig", "");
const FILTER: Command = command!("the connection filter", "Get-HostedConnectionFilterPolicy", "");
const JOURNAL: Command = command!("journal rules", "Get-JournalRule", "");
const DKIM: Command = command!("DKIM signing", "Get-DkimSigningConfig", "");

/// Connectors, rules and domains of one tenant that are looked at: it has 5,000 domains at most, and one that is left out
/// would count as one that is not signed.
const MOST: usize = 5_000;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Inbound {
    name: String,
    enabled: bool,
    sender_domains: Option<Vec<String>>,
    #[serde(rename = "SenderIPAddresses")]
    sender_addresses: Option<Vec<String>>,
    #[serde(rename = "RestrictDomainsToIPAddresses")]
    restrict_to_addresses: bool,
    restrict_domains_to_certificate: bool,
    tls_sender_certificate_name: Option<String>,
    #[serde(rename = "EFSkipIPs")]
    skip_addresses: Option<Vec<String>>,
    #[serde(rename = "EFSkipLastIP")]
    skip_last: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Outbound {
    name: String,
    enabled: bool,
    recipient_domains: Option<Vec<String>>,
    smart_hosts: Option<Vec<String>>,
    #[serde(rename = "UseMXRecord")]
    by_mx: bool,
    is_transport_rule_scoped: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Organization {
    reject_direct_send: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Filter {
    is_default: bool,
    #[serde(rename = "IPAllowList")]
    allow: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Journal {
    name: String,
    enabled: bool,
    journal_email_address: String,
    scope: Option<String>,
    recipient: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Dkim {
    domain: String,
    enabled: bool,
    #[serde(rename = "Selector1CNAME")]
    first: Option<String>,
    #[serde(rename = "Selector2CNAME")]
    second: Option<String>,
}

impl Directory {
    /// Everything about the mail flow that this sign-in may read; what is refused is left out.
    ///
    /// # Errors
    /// The first refusal when all was refused; what keeps Exchange from being reached.
    pub async fn mail_flow(&self) -> Result<TenantMail, MicrosoftError> {
        let (inbound, outbound, organization, filter, journal, dkim) = tokio::join!(
            self.told::<Inbound>(&INBOUND),
            self.told::<Outbound>(&OUTBOUND),
            self.told::<Organization>(&ORGANIZATION),
            self.told::<Filter>(&FILTER),
            self.told::<Journal>(&JOURNAL),
            self.told::<Dkim>(&DKIM),
        );
        let mut refused = None;
        let mail = TenantMail {
            inbound: each(inbound, &mut refused, Inbound::read)?,
            outbound: each(outbound, &mut refused, Outbound::read)?,
            reject_direct_send: allowed(organization, &mut refused)?
                .and_then(|all| all.into_iter().next())
                .and_then(|organization| organization.reject_direct_send),
            allow_list: allowed(filter, &mut refused)?.map(default_list),
            journal: each(journal, &mut refused, Journal::read)?,
            dkim: each(dkim, &mut refused, Dkim::read)?,
        };
        match refused {
            Some(error) if mail == TenantMail::default() => Err(error),
            _ => Ok(mail),
        }
    }

    async fn told<T: DeserializeOwned>(&self, command: &Command) -> Result<Vec<T>, MicrosoftError> {
        let tally = Tally::default();
        let anchor = self.anchor();
        let headers = command.headers(&anchor);
        let mut url = self.command_url(command);
        url.set_query(None);
        let mut all = self.all::<T>(url, command.ask(&headers, &tally)).await?;
        all.truncate(MOST);
        Ok(all)
    }
}

/// A refusal is a state, and anything else an error.
fn allowed<T>(
    told: Result<Vec<T>, MicrosoftError>,
    refused: &mut Option<MicrosoftError>,
) -> Result<Option<Vec<T>>, MicrosoftError> {
    match told {
        Ok(all) => Ok(Some(all)),
        Err(error) if is_refusal(&error) => {
            tracing::info!(code = error.code(), request_id = error.request_id(), "of the mail flow Exchange told less");
            refused.get_or_insert(error);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn each<T, U>(
    told: Result<Vec<T>, MicrosoftError>,
    refused: &mut Option<MicrosoftError>,
    read: fn(T) -> U,
) -> Result<Option<Vec<U>>, MicrosoftError> {
    Ok(allowed(told, refused)?.map(|all| all.into_iter().map(read).collect()))
}

fn default_list(all: Vec<Filter>) -> Vec<String> {
    all.into_iter().filter(|filter| filter.is_default).filter_map(|filter| filter.allow).flatten().collect()
}

impl Inbound {
    fn read(self) -> InboundConnector {
        InboundConnector {
            name: self.name,
            enabled: self.enabled,
            sender_domains: self.sender_domains.unwrap_or_default(),
            sender_addresses: self.sender_addresses.unwrap_or_default(),
            restrict_to_addresses: self.restrict_to_addresses,
            restrict_to_certificate: self.restrict_domains_to_certificate,
            certificate: self.tls_sender_certificate_name,
            skip_addresses: self.skip_addresses.unwrap_or_default(),
            skip_last: self.skip_last,
        }
    }
}

impl Outbound {
    fn read(self) -> OutboundConnector {
        OutboundConnector {
            name: self.name,
            enabled: self.enabled,
            recipient_domains: self.recipient_domains.unwrap_or_default(),
            smart_hosts: self.smart_hosts.unwrap_or_default(),
            by_mx: self.by_mx,
            by_rule: self.is_transport_rule_scoped,
        }
    }
}

impl Journal {
    fn read(self) -> JournalRule {
        JournalRule {
            name: self.name,
            enabled: self.enabled,
            to: self.journal_email_address,
            scope: self.scope,
            recipient: self.recipient.filter(|recipient| !recipient.is_empty()),
        }
    }
}

impl Dkim {
    pub(super) fn read(self) -> DkimSigning {
        let name = |text: Option<String>| text.unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        let names = [name(self.first), name(self.second)];
        // Spelt as everywhere else, or it would count as one that is not listed.
        let domain = self.domain.parse().map_or(self.domain, |domain: DomainName| domain.to_string());
        DkimSigning { domain, enabled: self.enabled, names }
    }
}
