//! Who the tenant is: its id, its names and where it is at home.

use model::{DomainName, TenantId};
use serde::Deserialize;

use crate::{Directory, MicrosoftError, http::Tally, object::directory_id, page::Flag};

const WHAT: &str = "the organization";

/// The tenant's own record (Microsoft Learn: "organization resource type").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The tenant's GUID.
    pub id: TenantId,
    /// Its display name; may be empty.
    pub display_name: String,
    /// The first `*.onmicrosoft.com` name.
    pub initial_domain: Option<DomainName>,
    /// The domain that new users get.
    pub default_domain: Option<DomainName>,
    /// All verified domains, as the tenant lists them.
    pub verified_domains: Vec<DomainName>,
    /// ISO 3166-1 alpha-2, such as `NL`; a hint at time zone and formats.
    pub country: Option<String>,
    /// ISO 639-1, such as `en`.
    pub preferred_language: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: Option<String>,
    display_name: Option<String>,
    country_letter_code: Option<String>,
    preferred_language: Option<String>,
    verified_domains: Option<Vec<VerifiedDomain>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VerifiedDomain {
    name: Option<String>,
    #[serde(default)]
    is_default: Flag,
    #[serde(default)]
    is_initial: Flag,
}

impl Directory {
    /// Reads the tenant's own record.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn organization(&self) -> Result<Organization, MicrosoftError> {
        let tally = Tally::default();
        let query = "$select=id,displayName,countryLetterCode,preferredLanguage,verifiedDomains";
        let url = self.graph_url(&["organization"], Some(query));
        let all = self.all::<Wire>(url, Self::graph_ask(WHAT, "Organization.Read.All", &tally)).await?;
        Organization::among(all)
    }
}

impl Organization {
    /// One without an id, as a documented sample has it, is refused: it cannot be told from another tenant (R11).
    fn among(all: Vec<Wire>) -> Result<Self, MicrosoftError> {
        all.into_iter().find_map(Wire::into_organization).ok_or_else(|| {
            let at = "no organization with an id".to_owned();
            MicrosoftError::UnexpectedShape { what: WHAT, at }
        })
    }
}

impl Wire {
    fn into_organization(self) -> Option<Organization> {
        let id = directory_id(self.id.as_deref()?)?;
        let domains: Vec<(DomainName, VerifiedDomain)> = self
            .verified_domains
            .unwrap_or_default()
            .into_iter()
            .filter_map(|domain| Some((domain.name.as_deref()?.parse().ok()?, domain)))
            .collect();
        let first = |wanted: fn(&VerifiedDomain) -> Flag| {
            domains.iter().find(|(_, domain)| wanted(domain) == Flag(Some(true))).map(|(name, _)| name.clone())
        };
        Some(Organization {
            id,
            display_name: self.display_name.unwrap_or_default(),
            initial_domain: first(|domain| domain.is_initial),
            default_domain: first(|domain| domain.is_default),
            country: self.country_letter_code.filter(|code| !code.is_empty()),
            preferred_language: self.preferred_language.filter(|code| !code.is_empty()),
            verified_domains: domains.into_iter().map(|(name, _)| name).collect(),
        })
    }
}
