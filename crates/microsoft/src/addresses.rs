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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(proxies: &[&str], stated: Option<&str>) -> (Option<String>, Vec<String>) {
        let MailAddresses { primary, aliases, .. } = sort_out(proxies.iter().copied(), stated);
        (primary.map(String::from), aliases.into_iter().map(String::from).collect())
    }

    #[test]
    fn r2_the_prefix_in_capitals_marks_the_primary_and_other_prefixes_are_no_mail() {
        let proxies = [
            "smtp:Zoe@Larkfield.example",
            "SIP:z.quill@larkfield.example",
            "SMTP: Z.Quill@LARKFIELD.example ",
            "X500:/o=Larkfield/ou=Recipients/cn=zq",
            "SPO:SPO_1@SPO_2",
            "EUM:4711;phone-context=x",
            " Smtp:again@larkfield.example",
            "smtp:zoe@larkfield.example",
        ];
        let (primary, aliases) = sorted(&proxies, Some("ignored@larkfield.example"));
        assert_eq!(primary.as_deref(), Some("Z.Quill@larkfield.example"));
        assert_eq!(aliases, ["again@larkfield.example", "Zoe@larkfield.example"]);
    }

    #[test]
    fn r2_an_alias_that_repeats_the_primary_in_another_case_is_none() {
        let (_, aliases) = sorted(&["smtp:SOHARA@LARKFIELD.EXAMPLE", "SMTP:sohara@larkfield.example"], None);
        assert!(aliases.is_empty());
    }

    #[test]
    fn without_an_smtp_entry_the_stated_address_is_the_primary_and_is_not_from_the_proxies() {
        let found = sort_out(["SIP:a@larkfield.example"].into_iter(), Some("a@larkfield.example"));
        assert_eq!(found.primary.map(String::from).as_deref(), Some("a@larkfield.example"));
        assert!(!found.from_proxies);
    }

    #[test]
    fn an_object_with_nothing_but_aliases_keeps_receiving_mail() {
        let (primary, aliases) = sorted(&["smtp:b@larkfield.example", "a@larkfield.example"], None);
        assert_eq!(
            (primary.as_deref(), aliases),
            (Some("a@larkfield.example"), vec!["b@larkfield.example".to_owned()])
        );
    }

    #[test]
    fn a_second_primary_and_an_unusable_one_do_no_harm() {
        let (primary, aliases) =
            sorted(&["SMTP:not an address", "SMTP:a@larkfield.example", "SMTP:b@larkfield.example"], None);
        assert_eq!(
            (primary.as_deref(), aliases),
            (Some("a@larkfield.example"), vec!["b@larkfield.example".to_owned()])
        );
        assert_eq!(sorted(&["SMTP:@", "smtp:", ":", ""], Some("mail-value")), (None, Vec::new()));
    }

    #[test]
    fn m6_addresses_beyond_ascii_are_kept_as_written_and_over_long_ones_are_left_out() {
        let (long, longest) = ("x".repeat(65), "x".repeat(64));
        let label = "y".repeat(64);
        let proxies = [
            "SMTP:Zoë@Bücher.example".to_owned(),
            format!("smtp:{longest}@larkfield.example"),
            format!("smtp:{long}@larkfield.example"),
            format!("smtp:a@{label}.example"),
            "smtp:with blank@larkfield.example".to_owned(),
            "SMTP:".to_owned(),
        ];
        let (primary, aliases) = sorted(&proxies.iter().map(String::as_str).collect::<Vec<_>>(), None);
        assert_eq!(primary.as_deref(), Some("Zoë@xn--bcher-kva.example"));
        assert_eq!(aliases, [format!("{longest}@larkfield.example")]);
    }

    proptest! {
        #[test]
        fn any_entries_are_sorted_out_or_left_out_and_never_a_panic(
            entries in prop::collection::vec("(SMTP|smtp|SIP|é|)(:|)\\PC{0,12}(@|)[a-c]{0,3}(\\.example|)", 0..6),
            stated in proptest::option::of(any::<String>()),
        ) {
            let found = sort_out(entries.iter().map(String::as_str), stated.as_deref());
            prop_assert!(found.aliases.is_sorted());
            prop_assert!(found.aliases.windows(2).all(|pair| pair[0] != pair[1]));
            prop_assert!(!found.aliases.iter().any(|alias| Some(alias) == found.primary.as_ref()));
            prop_assert!(found.aliases.is_empty() || found.primary.is_some());
        }
    }
}
