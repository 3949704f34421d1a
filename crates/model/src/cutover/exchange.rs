//! What Exchange Online tells of a tenant's mail flow.

use serde::{Deserialize, Serialize};

/// How asking Exchange came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "look", rename_all = "kebab-case")]
pub enum ExchangeLook {
    /// It told.
    Read(TenantMail),
    /// The sign-in does not allow it: its steps are looked after by a person.
    Missing {
        /// The permission or role that is missing, as Microsoft names it.
        permission: String,
    },
    /// It could not be reached, in words.
    Failed {
        /// Why.
        cause: String,
    },
}

/// What was read; `None` where a single question was refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantMail {
    /// `Get-InboundConnector`.
    pub inbound: Option<Vec<InboundConnector>>,
    /// `Get-OutboundConnector`.
    pub outbound: Option<Vec<OutboundConnector>>,
    /// `RejectDirectSend` of `Get-OrganizationConfig`.
    pub reject_direct_send: Option<bool>,
    /// `IPAllowList` of the default `Get-HostedConnectionFilterPolicy`: addresses and ranges as texts.
    pub allow_list: Option<Vec<String>>,
    /// `Get-JournalRule`.
    pub journal: Option<Vec<JournalRule>>,
    /// `Get-DkimSigningConfig`.
    pub dkim: Option<Vec<DkimSigning>>,
}

/// A connector for mail that comes in (Microsoft Learn: "Set-InboundConnector").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundConnector {
    /// Its name.
    pub name: String,
    /// It is on.
    pub enabled: bool,
    /// Senders it stands for, such as `smtp:*;1`.
    pub sender_domains: Vec<String>,
    /// Addresses and ranges it stands for.
    pub sender_addresses: Vec<String>,
    /// Mail of these senders from other addresses is refused.
    pub restrict_to_addresses: bool,
    /// Mail of these senders without this certificate is refused.
    pub restrict_to_certificate: bool,
    /// The certificate's name.
    pub certificate: Option<String>,
    /// Addresses that enhanced filtering looks behind (`EFSkipIPs`).
    pub skip_addresses: Vec<String>,
    /// Enhanced filtering looks behind the last one, whoever it is (`EFSkipLastIP`).
    pub skip_last: bool,
}

/// A connector for mail that goes out (Microsoft Learn: "Set-OutboundConnector").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboundConnector {
    /// Its name.
    pub name: String,
    /// It is on.
    pub enabled: bool,
    /// Recipients it stands for, such as `*`.
    pub recipient_domains: Vec<String>,
    /// Hosts it sends to.
    pub smart_hosts: Vec<String>,
    /// It sends by the recipients' own MX.
    pub by_mx: bool,
    /// It counts only where a mail-flow rule names it.
    pub by_rule: bool,
}

/// A journal rule (Microsoft Learn: "Get-JournalRule").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRule {
    /// Its name.
    pub name: String,
    /// It is on.
    pub enabled: bool,
    /// Where copies go.
    pub to: String,
    /// Of which mail, as Microsoft names it: `Global`, `Internal` or `External`; `None`: it was not read.
    pub scope: Option<String>,
    /// Of whose mail: a mailbox, contact or group; `None`: of everybody's.
    pub recipient: Option<String>,
}

/// How Microsoft signs a domain's mail (Microsoft Learn: "Get-DkimSigningConfig").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DkimSigning {
    /// The domain.
    pub domain: String,
    /// It signs.
    pub enabled: bool,
    /// What `selector1._domainkey` has to point to, and `selector2._domainkey`.
    pub names: [String; 2],
}
