//! M1: from any domain of a tenant to the tenant, by its OpenID metadata.

use serde::Deserialize;
use url::Url;

use crate::error::SignInError;
use crate::http::{self, Answer, host};
use crate::known::RefusalKind;
use crate::national::{may_lead, may_read};
use crate::refusal::{ErrorBody, Refusal};
use crate::text::{guid, shown};

/// A tenant and where to sign in to it, as its OpenID metadata says ("OpenID Connect on the
/// Microsoft identity platform", learn.microsoft.com).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantFound {
    /// The tenant's GUID in lower case.
    pub tenant_id: String,
    pub issuer: String,
    pub authorization_endpoint: Url,
    pub token_endpoint: Url,
    pub jwks_uri: Url,
    /// Names the cloud, e.g. `microsoftonline.com` or `microsoftonline.us`.
    pub cloud_instance: Option<String>,
    /// Names the region within it, e.g. `EU` or `USGov`.
    pub region_scope: Option<String>,
    /// Tells apart what shares a region, e.g. `GCC` or `DODCON` ([`TenantFound::national`]).
    pub region_sub_scope: Option<String>,
    /// Where this tenant's Graph answers, e.g. `graph.microsoft.com`.
    pub graph_host: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    cloud_instance_name: Option<String>,
    tenant_region_scope: Option<String>,
    tenant_region_sub_scope: Option<String>,
    msgraph_host: Option<String>,
}

/// Asks `authority` for the tenant that owns a domain or has a GUID.
pub(crate) async fn discover(
    client: &reqwest::Client,
    authority: &Url,
    query: &str,
) -> Result<TenantFound, SignInError> {
    http::secure(authority)?;
    let name = normalise(query)?;
    let mut url = authority.clone();
    url.path_segments_mut()
        .map_err(|()| SignInError::InsecureAuthority { url: http::origin(authority) })?
        .pop_if_empty()
        .extend([&name, "v2.0", ".well-known", "openid-configuration"]);
    let answer = http::get(client, &url).await?;
    if answer.status != 200 {
        return Err(refused(&answer, query, &url));
    }
    let tenant = read(&answer.body, authority)?;
    match guid(&name) {
        Some(asked) if asked != tenant.tenant_id => {
            Err(SignInError::UnexpectedAnswer { host: host(&url), reason: "its metadata names another tenant".into() })
        }
        _ => Ok(tenant),
    }
}

/// A typed domain, e-mail address or GUID in the form Microsoft is asked for.
fn normalise(query: &str) -> Result<String, SignInError> {
    let typed = query.trim();
    let not_a_domain = || SignInError::NotADomain { query: shown(query) };
    if let Some(id) = guid(typed) {
        return Ok(id);
    }
    let domain = typed.rsplit_once('@').map_or(typed, |(_, domain)| domain);
    let domain = domain.trim_end_matches('.');
    // `Host::parse` also turns an international name into its ASCII form.
    let Ok(url::Host::Domain(ascii)) = url::Host::parse(domain) else {
        return Err(not_a_domain());
    };
    let labels_fit = ascii.len() <= 253
        && ascii.contains('.')
        && ascii.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    if labels_fit { Ok(ascii) } else { Err(not_a_domain()) }
}

enum Fault {
    Insecure(SignInError),
    Nonsense(&'static str),
}

/// Takes only metadata whose addresses are as safe as the authority's and that name one tenant.
fn tenant_of(metadata: Metadata, authority: &Url) -> Result<TenantFound, Fault> {
    let issuer = Url::parse(&metadata.issuer).map_err(|_| Fault::Nonsense("its metadata names no issuer"))?;
    for url in [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri, &issuer] {
        http::secure(url).map_err(Fault::Insecure)?;
        if !may_lead(authority, url) {
            return Err(Fault::Nonsense("its metadata leads to a host that does not sign people in"));
        }
    }
    if metadata.authorization_endpoint.origin() != metadata.token_endpoint.origin() {
        return Err(Fault::Nonsense("its metadata names two hosts"));
    }
    let named = |text: &str| text.split('/').find_map(guid);
    let tenant_id = named(&metadata.issuer).ok_or(Fault::Nonsense("its metadata names no tenant"))?;
    if [&metadata.authorization_endpoint, &metadata.token_endpoint]
        .iter()
        .any(|url| named(url.path()).is_some_and(|id| id != tenant_id))
    {
        return Err(Fault::Nonsense("its metadata names two tenants"));
    }
    let word = |text: Option<String>| text.as_deref().map(shown);
    Ok(TenantFound {
        tenant_id,
        issuer: metadata.issuer,
        authorization_endpoint: metadata.authorization_endpoint,
        token_endpoint: metadata.token_endpoint,
        jwks_uri: metadata.jwks_uri,
        cloud_instance: word(metadata.cloud_instance_name),
        region_scope: word(metadata.tenant_region_scope),
        region_sub_scope: word(metadata.tenant_region_sub_scope),
        graph_host: metadata.msgraph_host.filter(|host| may_read(authority, host)),
    })
}

impl TenantFound {
    /// Another endpoint of this tenant, beside its authorize endpoint `…/{tenant}/oauth2/v2.0/authorize`.
    pub(crate) fn endpoint(&self, path: &[&str]) -> Result<Url, SignInError> {
        let mut url = self.authorization_endpoint.clone();
        let above = url.path_segments().map_or(0, |parts| parts.take_while(|part| *part != "oauth2").count());
        let total = url.path_segments().map_or(0, Iterator::count);
        let odd = || SignInError::UnexpectedAnswer {
            host: host(&self.authorization_endpoint),
            reason: "its authorize endpoint is not where Microsoft's is".into(),
        };
        if above == total {
            return Err(odd());
        }
        url.set_query(None);
        let mut parts = url.path_segments_mut().map_err(|()| odd())?;
        for _ in above..total {
            parts.pop();
        }
        parts.extend(path);
        drop(parts);
        Ok(url)
    }
}

/// Reads `body` as metadata that `authority` gave.
pub(crate) fn read(body: &[u8], authority: &Url) -> Result<TenantFound, SignInError> {
    let nonsense = |reason: String| SignInError::UnexpectedAnswer { host: host(authority), reason };
    let metadata: Metadata =
        serde_json::from_slice(body).map_err(|e| nonsense(format!("its metadata cannot be read ({})", shape(&e))))?;
    tenant_of(metadata, authority).map_err(|e| match e {
        Fault::Insecure(error) => error,
        Fault::Nonsense(reason) => nonsense(reason.to_owned()),
    })
}

fn refused(answer: &Answer, query: &str, url: &Url) -> SignInError {
    let Ok(body) = serde_json::from_slice::<ErrorBody>(&answer.body) else {
        return SignInError::UnexpectedAnswer {
            host: host(url),
            reason: format!("status {} without a reason", answer.status),
        };
    };
    let refusal = Refusal::from(body);
    let query = shown(query);
    match refusal.kind {
        RefusalKind::TenantNotFound => SignInError::TenantNotFound { query },
        RefusalKind::NotADomain => SignInError::NotADomain { query },
        _ => SignInError::Microsoft(Box::new(refusal)),
    }
}

/// Where reading JSON failed, without any of its content.
pub(crate) fn shape(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID: &str = "11111111-2222-3333-4444-555555555555";

    fn metadata(base: &str, id: &str) -> Metadata {
        serde_json::from_value(serde_json::json!({
            "issuer": format!("{base}/{id}/v2.0"),
            "authorization_endpoint": format!("{base}/{id}/oauth2/v2.0/authorize"),
            "token_endpoint": format!("{base}/{id}/oauth2/v2.0/token"),
            "jwks_uri": format!("{base}/{id}/discovery/v2.0/keys"),
        }))
        .unwrap()
    }

    #[test]
    fn m1_domains_addresses_and_guids_are_understood_as_typed() {
        assert_eq!(normalise(" Client.Example ").unwrap(), "client.example");
        assert_eq!(normalise("it@client.example.").unwrap(), "client.example");
        assert_eq!(normalise("bücher.example").unwrap(), "xn--bcher-kva.example");
        assert_eq!(normalise(&ID.to_uppercase()).unwrap(), ID);
    }

    #[test]
    fn m1_what_is_no_domain_never_leaves_this_computer() {
        for bad in
            ["", "client", "common", "127.0.0.1", "a b.example", "a/../b.example", "-a.example", "a..example", "?"]
        {
            assert!(matches!(normalise(bad), Err(SignInError::NotADomain { .. })), "{bad}");
        }
    }

    #[test]
    fn m1_metadata_without_a_tenant_or_with_two_is_refused() {
        let authority = Url::parse("https://login.example").unwrap();
        assert_eq!(tenant_of(metadata("https://login.example", ID), &authority).ok().unwrap().tenant_id, ID);
        assert!(tenant_of(metadata("https://login.example", "%7Btenantid%7D"), &authority).is_err());
        let mut two = metadata("https://login.example", ID);
        two.issuer = two.issuer.replace('1', "9");
        assert!(tenant_of(two, &authority).is_err());
    }

    #[test]
    fn b7_an_encrypted_authority_cannot_point_to_an_unencrypted_endpoint() {
        let authority = Url::parse("https://login.example").unwrap();
        assert!(tenant_of(metadata("http://127.0.0.1:1", ID), &authority).is_err());
        assert!(tenant_of(metadata("http://login.example", ID), &authority).is_err());
    }

    #[test]
    fn b7_no_part_of_the_metadata_may_lead_to_a_strange_host() {
        let authority = Url::parse("https://login.microsoftonline.com").unwrap();
        let us = "https://login.microsoftonline.us";
        assert!(tenant_of(metadata(us, ID), &authority).is_ok());
        let strange = |url: &Url| Url::parse(&format!("https://evil.example{}", url.path())).unwrap();
        for part in ["issuer", "authorize", "token", "keys", "two hosts"] {
            let mut forged = metadata(us, ID);
            match part {
                "issuer" => forged.issuer = format!("https://evil.example/{ID}/v2.0"),
                "authorize" => forged.authorization_endpoint = strange(&forged.authorization_endpoint),
                "token" => forged.token_endpoint = strange(&forged.token_endpoint),
                "keys" => forged.jwks_uri = strange(&forged.jwks_uri),
                _ => forged.token_endpoint = metadata("https://login.microsoftonline.com", ID).token_endpoint,
            }
            assert!(tenant_of(forged, &authority).is_err(), "{part}");
        }
    }

    #[test]
    fn the_other_endpoints_lie_beside_the_authorize_endpoint() {
        let authority = Url::parse("http://127.0.0.1:9").unwrap();
        let tenant = tenant_of(metadata("http://127.0.0.1:9/us", ID), &authority).ok().unwrap();
        let consent = tenant.endpoint(&["v2.0", "adminconsent"]).unwrap();
        assert_eq!(consent.as_str(), format!("http://127.0.0.1:9/us/{ID}/v2.0/adminconsent"));
        let odd = TenantFound { authorization_endpoint: authority, ..tenant };
        assert!(odd.endpoint(&["v2.0"]).is_err());
    }

    proptest! {
        #[test]
        fn any_typed_text_is_a_plain_name_or_refused(text in ".*") {
            if let Ok(name) = normalise(&text) {
                prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)));
            }
        }
    }
}
