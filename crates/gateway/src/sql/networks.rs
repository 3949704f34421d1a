//! Microsoft 365's address ranges: a dated copy, kept in the database so that it can be refreshed.

use ipnet::IpNet;
use model::Networks;

use super::seam::{Column, Database, Fault, Value, one};
use crate::Applied;

/// Puts these ranges in place of an older list of this account, of that of another of Microsoft's clouds, or of none.
pub(super) fn ensure(database: &mut dyn Database, account: i64, networks: &Networks) -> Result<Applied, Fault> {
    let held = one(database, "SELECT max(as_of) FROM network WHERE account_id = ?1", &[Value::Int(account)], |row| {
        Ok(row.text(0)?.map(ToOwned::to_owned))
    })?;
    let wanted = &networks.version;
    let newest = |held: String| cloud(&held) == cloud(wanted) && held >= *wanted;
    if networks.ranges.is_empty() || held.flatten().is_some_and(newest) {
        return Ok(Applied::AlreadySo);
    }
    database.run("DELETE FROM network WHERE account_id = ?1", &[Value::Int(account)])?;
    let ranges = networks.ranges.iter();
    let (lows, highs) = ranges.clone().map(bounds).unzip();
    database.insert_each(
        "network (cidr, low, high, as_of, account_id)",
        "ON CONFLICT DO NOTHING",
        &[
            Column::Text(ranges.clone().map(ToString::to_string).collect()),
            Column::Text(lows),
            Column::Text(highs),
            Column::Text(ranges.clone().map(|_| networks.version.clone()).collect()),
            Column::Int(ranges.map(|_| account).collect()),
        ],
    )?;
    Ok(Applied::Changed)
}

/// What stands before the ten digits of a version: versions are compared within one cloud only.
fn cloud(version: &str) -> &str {
    version.trim_end_matches(|letter: char| letter.is_ascii_digit())
}

/// First and last address of a range as hexadecimal digits, which compare like the addresses themselves.
fn bounds(range: &IpNet) -> (String, String) {
    match range {
        IpNet::V4(net) => (format!("{:08x}", u32::from(net.network())), format!("{:08x}", u32::from(net.broadcast()))),
        IpNet::V6(net) => {
            (format!("{:032x}", u128::from(net.network())), format!("{:032x}", u128::from(net.broadcast())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_either_family_has_its_first_and_last_address() {
        let of = |text: &str| bounds(&text.parse().unwrap());
        assert_eq!(of("40.92.0.0/15"), ("285c0000".into(), "285dffff".into()));
        assert_eq!(of("192.0.2.7/32"), ("c0000207".into(), "c0000207".into()));
        let (low, high) = of("2001:db8:f403:8000::/51");
        assert_eq!(&low[..16], "20010db8f4038000");
        assert_eq!(&high[..16], "20010db8f4039fff");
    }
}
