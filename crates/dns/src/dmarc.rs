//! DMARC texts (RFC 7489, 6.3).

use model::cutover::DmarcPolicy;

/// Whether a text is a DMARC record: the version comes first.
pub(crate) fn is_dmarc(text: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default();
    first.split_once('=').is_some_and(|(name, value)| name.trim() == "v" && value.trim() == "DMARC1")
}

/// What a record asks of receivers; `inherited` when it stands at a domain above, whose `sp` then counts.
#[must_use]
pub fn policy(text: &str, inherited: bool) -> Option<DmarcPolicy> {
    let tag = |wanted: &str| {
        let pairs = text.split(';').skip(1).filter_map(|tag| tag.split_once('='));
        pairs.map(|(name, value)| (name.trim(), value.trim())).find(|(name, _)| name.eq_ignore_ascii_case(wanted))
    };
    let (_, word) = inherited.then(|| tag("sp")).flatten().or_else(|| tag("p"))?;
    match word.to_ascii_lowercase().as_str() {
        "none" => Some(DmarcPolicy::None),
        "quarantine" => Some(DmarcPolicy::Quarantine),
        "reject" => Some(DmarcPolicy::Reject),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn w8_dmarc_says_what_receivers_are_asked() {
        assert_eq!(policy("v=DMARC1; p=none", false), Some(DmarcPolicy::None));
        assert_eq!(policy("v=DMARC1;p=Reject ; sp=none", false), Some(DmarcPolicy::Reject));
        assert_eq!(policy("v=DMARC1; p=reject; sp=quarantine", true), Some(DmarcPolicy::Quarantine));
        assert_eq!(policy("v=DMARC1; rua=mailto:a@b.example", false), None);
        assert!(is_dmarc("v = DMARC1 ;p=none") && !is_dmarc("p=none; v=DMARC1") && !is_dmarc("v=DMARC12"));
    }

    proptest! {
        #[test]
        fn w8_any_text_is_read_without_harm(text in "\\PC{0,300}") {
            let _ = (is_dmarc(&text), policy(&text, true), policy(&text, false));
        }
    }
}
