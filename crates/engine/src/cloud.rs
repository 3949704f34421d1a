//! Where Microsoft is: one cloud, with the addresses of its sign-in, Graph and Exchange.

use std::path::Path;

use microsoft::endpoints::Instance;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Graph's identifier in scopes; the practice cloud accepts it as well.
const GRAPH: &str = "https://graph.microsoft.com";
/// Exchange Online's identifier in scopes.
const EXCHANGE: &str = "https://outlook.office365.com";

/// Microsoft's endpoint service, of all of its clouds.
const ENDPOINTS: &str = "https://endpoints.office.com";

/// One cloud: the content of a cloud file, or one of Microsoft's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloud {
    /// Names it in lists and on the command line: letters, digits and hyphens.
    pub name: String,
    /// Base address of the sign-in.
    pub authority: Url,
    /// Base address of Microsoft Graph.
    pub graph: Url,
    /// Base address of Exchange Online's admin API.
    pub exchange: Url,
    /// Base address of the service that tells Microsoft's address ranges, where it is not Microsoft's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Url>,
    /// The resolver to ask about domains' mail (W8), where it is not the system's; a practice cloud names its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<std::net::SocketAddr>,
    /// Id of the application that signs in (M9); `None` until somebody registered one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// A domain of a tenant to begin with; a practice cloud names its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Graph's identifier in scopes, where it is not Microsoft's global one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graph_resource: Option<String>,
    /// Exchange's identifier in scopes, where it is not Microsoft's global one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange_resource: Option<String>,
    /// The national clouds beside it (M1); Microsoft's own are known without being named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub national: Vec<Self>,
}

/// Why a cloud cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CloudError {
    /// It is neither a built-in name nor a file.
    #[error("\u{201c}{0}\u{201d} is neither one of Microsoft's clouds (global, gcc-high, dod, china) nor a cloud file")]
    Unknown(String),
    /// The file cannot be read or is not a cloud file.
    #[error("the cloud file {path} cannot be used: {cause}")]
    Unreadable {
        /// Which file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// Its copy in the data folder cannot be written.
    #[error("the cloud file {path} cannot be written: {cause}")]
    NotKept {
        /// Which file.
        path: String,
        /// What the operating system said.
        #[source]
        cause: std::io::Error,
    },
    /// An address is not encrypted and not on this computer.
    #[error("the cloud {name} names {url}, which is not encrypted; plain http is for this computer only")]
    NotEncrypted {
        /// Of the cloud.
        name: String,
        /// The address.
        url: String,
    },
    /// Its name would not do as the name of a file.
    #[error("\u{201c}{0}\u{201d} cannot name a cloud; use letters, digits and hyphens")]
    BadName(String),
}

impl Cloud {
    /// The names of Microsoft's own clouds.
    pub const BUILT_IN: [&str; 4] = ["global", "gcc-high", "dod", "china"];

    /// One of Microsoft's own clouds (Microsoft Learn: "National clouds", "Connect to Exchange Online
    /// PowerShell"). None carries a client id: each needs an app registration of its own.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (authority, graph, exchange) = match name {
            "global" => ("https://login.microsoftonline.com", GRAPH, EXCHANGE),
            "gcc-high" => {
                ("https://login.microsoftonline.us", "https://graph.microsoft.us", "https://outlook.office365.us")
            }
            "dod" => ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us", "https://webmail.apps.mil"),
            "china" => (
                "https://login.partner.microsoftonline.cn",
                "https://microsoftgraph.chinacloudapi.cn",
                "https://partner.outlook.cn",
            ),
            _ => return None,
        };
        let own = |url: &str, global: &str| (url != global).then(|| url.to_owned());
        Some(Self {
            name: name.to_owned(),
            authority: Url::parse(authority).ok()?,
            graph: Url::parse(graph).ok()?,
            exchange: Url::parse(exchange).ok()?,
            endpoints: None,
            dns: None,
            client_id: None,
            tenant: None,
            graph_resource: own(graph, GRAPH),
            exchange_resource: own(exchange, EXCHANGE),
            national: Vec::new(),
        })
    }

    /// A cloud by its built-in name, else from a cloud file.
    ///
    /// # Errors
    /// [`CloudError`], with the name or path.
    pub fn load(name_or_path: &str) -> Result<Self, CloudError> {
        if let Some(cloud) = Self::built_in(name_or_path) {
            return Ok(cloud);
        }
        let path = Path::new(name_or_path);
        if !path.is_file() {
            return Err(CloudError::Unknown(name_or_path.to_owned()));
        }
        Self::read(path)
    }

    /// Reads a cloud file.
    pub(crate) fn read(path: &Path) -> Result<Self, CloudError> {
        let unreadable = |cause: String| CloudError::Unreadable { path: path.display().to_string(), cause };
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        let cloud: Self = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
        cloud.checked()
    }

    /// The same cloud, once its name and addresses were found to be safe.
    ///
    /// # Errors
    /// [`CloudError::BadName`] or [`CloudError::NotEncrypted`].
    pub fn checked(self) -> Result<Self, CloudError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if self.name.is_empty() || self.name.len() > 64 || !self.name.chars().all(plain) {
            return Err(CloudError::BadName(self.name.chars().take(64).collect()));
        }
        for url in [&self.authority, &self.graph, &self.exchange].into_iter().chain(&self.endpoints) {
            let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
            if !safe {
                return Err(CloudError::NotEncrypted { name: self.name.clone(), url: url.to_string() });
            }
        }
        for sibling in &self.national {
            sibling.clone().checked()?;
        }
        Ok(self)
    }

    /// Which of Microsoft's clouds it is or stands for, by its name: `global`, `gcc-high`, `dod` or `china`.
    #[must_use]
    pub fn label(&self) -> &'static str {
        let named = |label: &&str| self.name == **label || self.name.ends_with(&format!("-{label}"));
        Self::BUILT_IN.into_iter().find(named).unwrap_or("global")
    }

    /// Where its address ranges are told; a practice cloud that does not say has none.
    pub(crate) fn endpoints(&self) -> Option<Url> {
        let own = || (!self.is_practice()).then(|| Url::parse(ENDPOINTS).ok()).flatten();
        self.endpoints.clone().or_else(own)
    }

    /// Its name at that service.
    pub(crate) fn instance(&self) -> Instance {
        match self.label() {
            "gcc-high" => Instance::UsGovGccHigh,
            "dod" => Instance::UsGovDod,
            "china" => Instance::China,
            _ => Instance::Worldwide,
        }
    }

    /// This cloud and the national clouds beside it, each of which knows the others.
    pub(crate) fn family(self) -> Vec<Self> {
        let mut alone = vec![Self { national: Vec::new(), ..self.clone() }];
        alone.extend(self.national.into_iter().map(|sibling| Self { national: Vec::new(), ..sibling }));
        let others = |name: &str| alone.iter().filter(|cloud| cloud.name != name).cloned().collect();
        alone.iter().map(|cloud| Self { national: others(&cloud.name), ..cloud.clone() }).collect()
    }

    /// The other clouds that may know a tenant which this one does not.
    pub(crate) fn others(&self) -> Vec<Self> {
        if self.is_practice() || !self.national.is_empty() {
            return self.national.clone();
        }
        Self::BUILT_IN.into_iter().filter(|name| *name != self.label()).filter_map(Self::built_in).collect()
    }

    /// Whether it runs on this computer: nothing in it is a real client's.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        is_loopback(&self.authority)
    }

    /// Graph's identifier in scopes.
    #[must_use]
    pub fn graph_resource(&self) -> &str {
        self.graph_resource.as_deref().unwrap_or(GRAPH)
    }

    /// Exchange's identifier in scopes.
    #[must_use]
    pub fn exchange_resource(&self) -> &str {
        self.exchange_resource.as_deref().unwrap_or(EXCHANGE)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(authority: &str) -> Result<Cloud, CloudError> {
        let text = format!(
            r#"{{"name":"practice","authority":"{authority}","graph":"{authority}","exchange":"{authority}","client_id":"c"}}"#
        );
        serde_json::from_str::<Cloud>(&text).unwrap().checked()
    }

    #[test]
    fn b7_plain_http_is_accepted_for_this_computer_only() {
        for good in ["http://127.0.0.1:8899", "http://[::1]:1", "http://localhost:1", "https://login.example"] {
            assert!(file(good).is_ok(), "{good}");
        }
        for bad in ["http://login.example", "http://192.0.2.1", "ftp://127.0.0.1", "http://localhost.example"] {
            assert!(matches!(file(bad), Err(CloudError::NotEncrypted { .. })), "{bad}");
        }
    }

    #[test]
    fn m9_no_built_in_cloud_invents_a_client_id() {
        for name in Cloud::BUILT_IN {
            let cloud = Cloud::load(name).unwrap();
            assert_eq!((cloud.name.as_str(), cloud.client_id.as_deref()), (name, None));
            assert!(cloud.checked().is_ok());
        }
    }

    #[test]
    fn r8_microsofts_own_clouds_ask_microsoft_for_ranges_and_a_practice_cloud_asks_itself() {
        let asked = |cloud: &Cloud| (cloud.endpoints().map(|url| url.to_string()), cloud.instance());
        let own = Some("https://endpoints.office.com/".to_owned());
        let built_in = |name| asked(&Cloud::built_in(name).unwrap());
        assert_eq!(built_in("global"), (own.clone(), Instance::Worldwide));
        assert_eq!(built_in("china"), (own, Instance::China));
        let mut practice = file("http://127.0.0.1:1").unwrap();
        assert_eq!(asked(&practice), (None, Instance::Worldwide));
        practice.endpoints = Some("http://127.0.0.1:2".parse().unwrap());
        assert_eq!(asked(&practice).0.as_deref(), Some("http://127.0.0.1:2/"));
        practice.endpoints = Some("http://192.0.2.1".parse().unwrap());
        assert!(matches!(practice.checked(), Err(CloudError::NotEncrypted { .. })));
    }

    #[test]
    fn scopes_name_microsofts_own_identifiers_whatever_the_base_address_is() {
        assert_eq!(file("http://127.0.0.1:1").unwrap().graph_resource(), "https://graph.microsoft.com");
        let dod = Cloud::built_in("dod").unwrap();
        assert_eq!(dod.graph_resource(), "https://dod-graph.microsoft.us");
    }

    #[test]
    fn m1_every_cloud_of_a_family_knows_the_others_and_says_which_one_it_is() {
        let mut cloud = file("http://127.0.0.1:1").unwrap();
        for label in ["gcc-high", "dod", "china"] {
            cloud.national.push(Cloud { name: format!("practice-{label}"), ..file("http://127.0.0.1:1").unwrap() });
        }
        let family = cloud.family();
        let labels: Vec<_> = family.iter().map(Cloud::label).collect();
        assert_eq!(labels, ["global", "gcc-high", "dod", "china"]);
        for cloud in &family {
            let others = cloud.others();
            assert_eq!(others.len(), 3, "{}", cloud.name);
            assert!(others.iter().all(|other| other.name != cloud.name && other.national.is_empty()));
        }
        assert_eq!(Cloud::built_in("dod").unwrap().others().len(), 3);
        assert_eq!(Cloud::built_in("gcc-high").unwrap().label(), "gcc-high");
    }

    #[test]
    fn b7_a_sibling_is_checked_like_the_cloud_itself() {
        let mut cloud = file("http://127.0.0.1:1").unwrap();
        cloud.national.push(Cloud { authority: "http://192.0.2.1".parse().unwrap(), ..cloud.clone() });
        assert!(matches!(cloud.checked(), Err(CloudError::NotEncrypted { .. })));
    }

    #[test]
    fn what_is_no_cloud_is_refused_with_its_name() {
        assert!(matches!(Cloud::load("nowhere"), Err(CloudError::Unknown(name)) if name == "nowhere"));
        let mut cloud = Cloud::built_in("global").unwrap();
        cloud.name = "../x".to_owned();
        assert!(matches!(cloud.checked(), Err(CloudError::BadName(_))));
    }
}
