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
    let word = inherited.then(|| tag(text, "sp")).flatten().or_else(|| tag(text, "p"))?;
    match word.to_ascii_lowercase().as_str() {
        "none" => Some(DmarcPolicy::None),
        "quarantine" => Some(DmarcPolicy::Quarantine),
        "reject" => Some(DmarcPolicy::Reject),
        _ => None,
    }
}

/// Of how many messages in a hundred it is asked; `None`: of all, also where the number cannot be understood.
pub(crate) fn percent(text: &str) -> Option<u8> {
    tag(text, "pct")?.parse().ok().filter(|percent| *percent < 100)
}

fn tag<'a>(text: &'a str, wanted: &str) -> Option<&'a str> {
    let mut pairs = text.split(';').skip(1).filter_map(|tag| tag.split_once('='));
    pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
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

    #[test]
    fn w8_a_policy_for_a_part_of_the_messages_is_told_with_the_part() {
        assert_eq!(percent("v=DMARC1; p=quarantine; pct=0; rua=mailto:a@b.example"), Some(0));
        assert_eq!(percent("v=DMARC1; p=reject; PCT = 99 "), Some(99));
        for all in ["", "; pct=100", "; pct=many", "; pct=300", "; pct="] {
            assert_eq!(percent(&format!("v=DMARC1; p=reject{all}")), None, "{all}");
        }
    }

    proptest! {
        #[test]
        fn w8_any_text_is_read_without_harm(text in "\\PC{0,300}") {
            let _ = (is_dmarc(&text), policy(&text, true), policy(&text, false), percent(&text));
        }
    }
}
