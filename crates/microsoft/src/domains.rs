//! The tenant's domains and where Microsoft wants their mail delivered (R1, R13). Graph has no delta for them.

use futures_util::{StreamExt, TryStreamExt, stream};
use model::DomainFacts;
use serde::Deserialize;

use crate::{Directory, MicrosoftError, http::Tally, page::Flag};

const PERMISSION: &str = "Domain.Read.All";
/// Domains whose records are asked for at the same time.
const AT_ONCE: usize = 4;

/// Microsoft Learn: "domain resource type".
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    /// The name itself.
    id: Option<String>,
    #[serde(default)]
    is_verified: Flag,
    #[serde(default)]
    is_default: Flag,
    #[serde(default)]
    is_initial: Flag,
    supported_services: Option<Vec<String>>,
}

/// Microsoft Learn: "domainDnsRecord resource type" and its derived types.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DnsRecord {
    #[serde(rename = "@odata.type")]
    kind: Option<String>,
    mail_exchange: Option<String>,
    preference: Option<u16>,
}

impl Directory {
    /// Reads all domains, in the tenant's order; the ones that carry mail with their MX record value.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn domains(&self) -> Result<Vec<DomainFacts>, MicrosoftError> {
        let tally = Tally::default();
        let ask = Self::graph_ask("domains", PERMISSION, &tally);
        let domains = self.all::<Wire>(self.graph_url(&["domains"], None), ask).await?;
        let domains = domains.into_iter().filter_map(Wire::into_facts);
        stream::iter(domains).map(|facts| self.with_mx(facts, &tally)).buffered(AT_ONCE).try_collect().await
    }

    async fn with_mx(&self, mut facts: DomainFacts, tally: &Tally) -> Result<DomainFacts, MicrosoftError> {
        if !(facts.verified && facts.mail) {
            return Ok(facts);
        }
        let ask = Self::graph_ask("a domain's DNS records", PERMISSION, tally);
        let url = self.graph_url(&["domains", facts.name.as_str(), "serviceConfigurationRecords"], None);
        match self.all::<DnsRecord>(url, ask).await {
            Ok(records) => facts.mx = best_mx(&records),
            // The domain was removed since it was listed, or has no records: there is no delivery route.
            Err(MicrosoftError::Graph { status: 404, .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(facts)
    }
}

impl Wire {
    fn into_facts(self) -> Option<DomainFacts> {
        let name =
            self.id.as_deref()?.parse().inspect_err(|error| tracing::warn!(%error, "a domain is left out")).ok()?;
        let services = self.supported_services.unwrap_or_default();
        Some(DomainFacts {
            name,
            verified: self.is_verified == Flag(Some(true)),
            mail: services.iter().any(|service| service.eq_ignore_ascii_case("email")),
            default: self.is_default == Flag(Some(true)),
            initial: self.is_initial == Flag(Some(true)),
            mx: None,
            accepted: None,
        })
    }
}

/// The value of the MX record, never computed: newer domains have names under `mx.microsoft`.
fn best_mx(records: &[DnsRecord]) -> Option<(String, u16)> {
    records
        .iter()
        // With or without a leading `#`, depending on the page of the documentation.
        .filter(|record| record.kind.as_deref().is_some_and(|kind| kind.ends_with("domainDnsMxRecord")))
        .filter_map(|record| {
            let host = record.mail_exchange.as_deref()?.trim().trim_end_matches('.').to_ascii_lowercase();
            (!host.is_empty()).then(|| (host, record.preference.unwrap_or(0)))
        })
        .min_by_key(|(_, preference)| *preference)
}
