//! M1: from any domain of a tenant to the tenant, by its OpenID metadata.

use serde::Deserialize;
use url::Url;

use crate::error::SignInError;
use crate::http::{self, Answer, host};
use crate::known::RefusalKind;
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
    let nonsense = |reason: String| SignInError::UnexpectedAnswer { host: host(&url), reason };
    let metadata: Metadata = serde_json::from_slice(&answer.body)
        .map_err(|e| nonsense(format!("its metadata cannot be read ({})", shape(&e))))?;
    let tenant = tenant_of(metadata, authority).map_err(|e| match e {
        Fault::Insecure(error) => error,
        Fault::Nonsense(reason) => nonsense(reason.to_owned()),
    })?;
    match guid(&name) {
        Some(asked) if asked != tenant.tenant_id => Err(nonsense("its metadata names another tenant".into())),
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
    for url in [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri] {
        http::secure(url).map_err(Fault::Insecure)?;
        if authority.scheme() == "https" && url.scheme() != "https" {
            return Err(Fault::Nonsense("its metadata names an unencrypted address"));
        }
    }
    let named = |text: &str| text.split('/').find_map(guid);
    let tenant_id = named(&metadata.issuer).ok_or(Fault::Nonsense("its metadata names no tenant"))?;
    if named(metadata.token_endpoint.path()).is_some_and(|id| id != tenant_id) {
        return Err(Fault::Nonsense("its metadata names two tenants"));
    }
    Ok(TenantFound {
        tenant_id,
        issuer: metadata.issuer,
        authorization_endpoint: metadata.authorization_endpoint,
        token_endpoint: metadata.token_endpoint,
        jwks_uri: metadata.jwks_uri,
        cloud_instance: metadata.cloud_instance_name,
        region_scope: metadata.tenant_region_scope,
        graph_host: metadata.msgraph_host,
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

    proptest! {
        #[test]
        fn any_typed_text_is_a_plain_name_or_refused(text in ".*") {
            if let Ok(name) = normalise(&text) {
                prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)));
            }
        }
    }
}
