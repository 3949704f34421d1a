//! The address ranges that Microsoft 365 sends mail from (R8).

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// A dated list of ranges.
///
/// Source: endpoint set *Exchange Online*, `*.mail.protection.outlook.com`, TCP 25, of the Office 365 IP Address and
/// URL web service (learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Networks {
    /// The service's version, ten digits `YYYYMMDDNN`; a later one is greater as text.
    pub version: String,
    /// The ranges, sorted, without duplicates.
    pub ranges: Vec<IpNet>,
}
