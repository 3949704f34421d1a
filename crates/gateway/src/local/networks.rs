//! Microsoft 365's address ranges: a dated copy, kept in the database so that it can be refreshed.

use std::net::IpAddr;

use rusqlite::{Connection, OptionalExtension, params};

/// Endpoint set 10 (`*.mail.protection.outlook.com`, TCP 25) of the Microsoft 365 endpoint service, worldwide
/// instance, version 2022072800, as published in *Office 365 URLs and IP address ranges*
/// (learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges).
const RANGES: [&str; 6] =
    ["40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17", "2a01:111:f400::/48", "2a01:111:f403::/48"];
const AS_OF: &str = "2022-07-28";

/// Puts the shipped copy in place of an older one, or of none.
pub(super) fn seed(connection: &Connection) -> rusqlite::Result<()> {
    let held: Option<String> =
        connection.query_row("SELECT max(as_of) FROM network", [], |row| row.get(0)).optional()?.flatten();
    if held.is_some_and(|held| held.as_str() >= AS_OF) {
        return Ok(());
    }
    connection.execute("DELETE FROM network", [])?;
    for (cidr, (low, high)) in RANGES.iter().filter_map(|cidr| Some((cidr, bounds(cidr)?))) {
        connection.execute("INSERT INTO network VALUES (?1, ?2, ?3, ?4)", params![cidr, low, high, AS_OF])?;
    }
    Ok(())
}

/// First and last address of a range as hexadecimal digits, which compare like the addresses themselves.
fn bounds(cidr: &str) -> Option<(String, String)> {
    let (address, length) = cidr.split_once('/')?;
    let length: u32 = length.parse().ok()?;
    match address.parse().ok()? {
        IpAddr::V4(ip) => {
            let host = u32::MAX.checked_shr(length).unwrap_or(0);
            let low = u32::from(ip) & !host;
            (length <= 32).then(|| (format!("{low:08x}"), format!("{:08x}", low | host)))
        }
        IpAddr::V6(ip) => {
            let host = u128::MAX.checked_shr(length).unwrap_or(0);
            let low = u128::from(ip) & !host;
            (length <= 128).then(|| (format!("{low:032x}"), format!("{:032x}", low | host)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_either_family_has_its_first_and_last_address() {
        assert_eq!(bounds("40.92.0.0/15"), Some(("285c0000".into(), "285dffff".into())));
        assert_eq!(bounds("192.0.2.7/32"), Some(("c0000207".into(), "c0000207".into())));
        let (low, high) = bounds("2001:db8:f403:8000::/51").unwrap();
        assert_eq!(&low[..16], "20010db8f4038000");
        assert_eq!(&high[..16], "20010db8f4039fff");
        assert_eq!(bounds("192.0.2.0/33"), None);
        assert_eq!(bounds("somewhere"), None);
        assert!(RANGES.iter().all(|cidr| bounds(cidr).is_some()));
    }
}
