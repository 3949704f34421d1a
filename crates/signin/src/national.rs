//! The five Microsoft clouds, and the hosts that a cloud's metadata may send us to.

use url::Url;

use crate::discovery::TenantFound;

/// A Microsoft cloud, as far as a client's tenant lives in it ("Microsoft Entra authentication and
/// national clouds", learn.microsoft.com).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum National {
    Global,
    /// Signs in and reads where the global cloud does.
    Gcc,
    GccHigh,
    Dod,
    /// Operated by 21Vianet.
    China,
}

impl National {
    pub const ALL: [Self; 5] = [Self::Global, Self::Gcc, Self::GccHigh, Self::Dod, Self::China];

    /// `global`, `gcc`, `gcc-high`, `dod` or `china`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Gcc => "gcc",
            Self::GccHigh => "gcc-high",
            Self::Dod => "dod",
            Self::China => "china",
        }
    }
}

/// The hosts that sign accounts in, one per cloud and the older name of China's.
const AUTHORITIES: [&str; 4] = [
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
];

/// The hosts at which Microsoft Graph answers.
const GRAPHS: [&str; 4] =
    ["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"];

impl TenantFound {
    /// The cloud that this tenant lives in; nothing when its metadata names none that is known.
    ///
    /// The instance's name decides. Within it, `tenant_region_sub_scope` tells GCC (`GCC`), GCC High
    /// (`DODCON`) and DoD (`DOD`) apart; these values are observed, Microsoft does not document them.
    pub fn national(&self) -> Option<National> {
        let sub = self.region_sub_scope.as_deref().unwrap_or_default().to_ascii_uppercase();
        let government = match sub.as_str() {
            "DOD" => National::Dod,
            _ => National::GccHigh,
        };
        let in_government = self.region_scope.as_deref().is_some_and(|r| r.to_ascii_uppercase().starts_with("USG"));
        let instance = self.cloud_instance.as_deref().unwrap_or_default().to_ascii_lowercase();
        match (instance.as_str(), sub.as_str()) {
            ("microsoftonline.us", _) => Some(government),
            ("partner.microsoftonline.cn" | "microsoftonline.cn" | "chinacloudapi.cn", _) => Some(National::China),
            (_, "DODCON" | "DOD") => Some(government),
            _ if in_government => Some(government),
            (_, "GCC") => Some(National::Gcc),
            ("microsoftonline.com", _) => Some(National::Global),
            _ => None,
        }
    }
}

/// Whether metadata that was read at `asked` may send us to `named`.
///
/// Whoever can forge an answer in transit could otherwise send passwords and codes to a host of
/// their own. So an answer may name the asked origin itself, and Microsoft's own authorities may
/// name each other, as they do for a tenant of another cloud. No other move is believed: a private
/// or practice authority never leads to Microsoft's, nor the other way round.
pub(crate) fn may_lead(asked: &Url, named: &Url) -> bool {
    asked.origin() == named.origin() || (is_microsofts(asked) && is_microsofts(named))
}

/// Whether `host`, as the metadata of `asked` names it, is a place where Graph tokens may be sent.
pub(crate) fn may_read(asked: &Url, host: &str) -> bool {
    if is_microsofts(asked) {
        return GRAPHS.iter().any(|known| known.eq_ignore_ascii_case(host));
    }
    // One server may stand in for several clouds, each under a path.
    let name = host.split('/').next().unwrap_or_default();
    crate::http::host(asked).eq_ignore_ascii_case(name)
}

/// Whether a person may be sent to `page` to type a device's code: a page of Microsoft's, or of
/// the authority that gave the code.
pub(crate) fn may_show(asked: &Url, page: &Url) -> bool {
    let host = page.host_str().unwrap_or_default();
    let microsofts = host == "microsoft.com" || host.ends_with(".microsoft.com") || is_microsofts(page);
    asked.origin() == page.origin() || (is_microsofts(asked) && microsofts && page.scheme() == "https")
}

fn is_microsofts(url: &Url) -> bool {
    // An explicit port would be another service on that host.
    url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(|h| AUTHORITIES.contains(&h))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn found(instance: Option<&str>, scope: Option<&str>, sub: Option<&str>) -> TenantFound {
        let at = url("https://login.microsoftonline.com/t");
        TenantFound {
            tenant_id: String::new(),
            issuer: String::new(),
            authorization_endpoint: at.clone(),
            token_endpoint: at.clone(),
            jwks_uri: at,
            cloud_instance: instance.map(str::to_owned),
            region_scope: scope.map(str::to_owned),
            region_sub_scope: sub.map(str::to_owned),
            graph_host: None,
        }
    }

    #[test]
    fn m1_each_of_the_five_clouds_is_told_by_its_metadata() {
        for (instance, scope, sub, cloud) in [
            (Some("microsoftonline.com"), Some("EU"), None, Some(National::Global)),
            (Some("microsoftonline.com"), Some("NA"), Some("GCC"), Some(National::Gcc)),
            (Some("microsoftonline.us"), Some("USGov"), Some("DODCON"), Some(National::GccHigh)),
            (Some("microsoftonline.us"), Some("USG"), None, Some(National::GccHigh)),
            (Some("MicrosoftOnline.US"), Some("USGov"), Some("dod"), Some(National::Dod)),
            (Some("partner.microsoftonline.cn"), Some("AS"), None, Some(National::China)),
            (Some("microsoftonline.com"), Some("USGov"), Some("DODCON"), Some(National::GccHigh)),
            (None, Some("USGov"), None, Some(National::GccHigh)),
            (Some("login.example"), Some("NA"), Some("GCC"), Some(National::Gcc)),
            (Some("login.example"), Some("EU"), None, None),
            (None, None, None, None),
        ] {
            assert_eq!(found(instance, scope, sub).national(), cloud, "{instance:?} {scope:?} {sub:?}");
        }
    }

    #[test]
    fn b7_metadata_moves_only_between_microsofts_own_authorities() {
        let global = url("https://login.microsoftonline.com/");
        for good in ["https://login.microsoftonline.com/x", "https://login.microsoftonline.us/x"] {
            assert!(may_lead(&global, &url(good)), "{good}");
        }
        for bad in [
            "https://login.microsoftonline.com.evil.example/x",
            "https://evil.example/login.microsoftonline.us",
            "https://login.microsoftonline.us:8443/x",
            "https://microsoftonline.com/x",
            "http://login.microsoftonline.us/x",
            "http://127.0.0.1/x",
        ] {
            assert!(!may_lead(&global, &url(bad)), "{bad}");
        }
    }

    #[test]
    fn b7_a_practice_authority_leads_to_its_own_paths_only() {
        let practice = url("http://127.0.0.1:8080/");
        assert!(may_lead(&practice, &url("http://127.0.0.1:8080/us/t/oauth2")));
        for bad in ["http://127.0.0.1:8081/us", "https://login.microsoftonline.com/t", "http://localhost:8080/us"] {
            assert!(!may_lead(&practice, &url(bad)), "{bad}");
        }
    }

    #[test]
    fn b7_a_graph_host_and_a_page_for_codes_are_believed_only_where_they_belong() {
        let global = url("https://login.microsoftonline.com/");
        let practice = url("http://127.0.0.1:8080/");
        assert!(may_read(&global, "dod-graph.microsoft.us"));
        assert!(!may_read(&global, "graph.microsoft.com.evil.example"));
        assert!(may_read(&practice, "127.0.0.1:8080") && may_read(&practice, "127.0.0.1:8080/us"));
        assert!(!may_read(&practice, "graph.microsoft.com"));
        assert!(may_show(&global, &url("https://microsoft.com/devicelogin")));
        assert!(may_show(&global, &url("https://login.microsoft.com/device")));
        assert!(!may_show(&global, &url("https://notmicrosoft.com/devicelogin")));
        assert!(!may_show(&global, &url("http://microsoft.com/devicelogin")));
        assert!(may_show(&practice, &url("http://127.0.0.1:8080/devicelogin")));
        assert!(!may_show(&practice, &url("https://microsoft.com/devicelogin")));
    }
}
