//! The address ranges that Microsoft 365 sends mail from (R8).

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// A dated list of ranges.
///
/// Source: endpoint set *Exchange Online*, `*.mail.protection.outlook.com`, TCP 25, of the Office 365 IP Address and
/// URL web service (learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Networks {
    /// The service's version, ten digits `YYYYMMDDNN`; a later one is greater as text. Versions of two instances say
    /// nothing about each other: what a gateway is given has the instance before it (`China 2023020100`).
    pub version: String,
    /// The ranges, sorted, without duplicates.
    pub ranges: Vec<IpNet>,
}

/// The list that comes with the program, of the worldwide instance: set 10 of
/// `microsoft-365/includes/office-365-worldwide-endpoints.md` of MicrosoftDocs/microsoft-365-docs.
const SHIPPED: (&str, [&str; 6]) = (
    "2023073100",
    ["40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17", "2a01:111:f400::/48", "2a01:111:f403::/48"],
);

impl Networks {
    /// The copy that comes with the program, for as long as Microsoft was not asked.
    #[must_use]
    pub fn shipped() -> Self {
        let (version, ranges) = SHIPPED;
        Self { version: version.to_owned(), ranges: ranges.iter().filter_map(|range| range.parse().ok()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r8_every_shipped_range_is_one() {
        assert_eq!(Networks::shipped().ranges.len(), SHIPPED.1.len());
    }
}
