//! `proxyAddresses` and `EmailAddresses`: which of an object's many addresses are for mail.

use model::Address;

/// The mail addresses of one object.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct MailAddresses {
    pub(crate) primary: Option<Address>,
    /// Sorted, without the primary, each once.
    pub(crate) aliases: Vec<Address>,
    /// Whether any came from an `SMTP:` or `smtp:` entry.
    pub(crate) from_proxies: bool,
}

/// Sorts out `proxies`; `stated` is the address the object gives as its own (`mail`) and becomes the primary when
/// no `SMTP:` entry is usable.
///
/// The prefix tells by its case: `SMTP:` marks the primary address, `smtp:` an alias (Microsoft Learn: "How the
/// proxyAddresses attribute is populated in Microsoft Entra ID"). `SIP:`, `X500:`, `SPO:`, `EUM:` and others are no
/// mail. Without a prefix Exchange takes an entry for SMTP.
pub(crate) fn sort_out<'a>(proxies: impl Iterator<Item = &'a str>, stated: Option<&str>) -> MailAddresses {
    let mut primary = None;
    let mut aliases = Vec::new();
    for entry in proxies {
        let (prefix, address) = entry.trim().split_once(':').unwrap_or(("smtp", entry));
        if !prefix.eq_ignore_ascii_case("smtp") {
            continue;
        }
        match address.parse::<Address>() {
            Ok(address) if prefix == "SMTP" && primary.is_none() => primary = Some(address),
            Ok(address) => aliases.push(address),
            Err(error) => tracing::debug!(%error, "an address that mail cannot use is left out"),
        }
    }
    let from_proxies = primary.is_some() || !aliases.is_empty();
    aliases.sort_unstable();
    aliases.dedup();
    // An object with nothing but aliases still receives mail: one of them stands in.
    let primary = primary
        .or_else(|| stated.and_then(|mail| mail.parse().ok()))
        .or_else(|| (!aliases.is_empty()).then(|| aliases.remove(0)));
    aliases.retain(|alias| Some(alias) != primary.as_ref());
    MailAddresses { primary, aliases, from_proxies }
}
