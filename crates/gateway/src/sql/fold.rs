//! Addresses as Postfix asks for them.

/// Postfix folds the case of the whole address by Unicode rules before a look-up, Exchange and our keys only
/// ASCII. `None` when both agree, as they do for nearly every address.
pub(super) fn folded(key: &str) -> Option<String> {
    if key.is_ascii() {
        return None;
    }
    // Full case folding is lower case of upper case, except for the dotless i (Unicode CaseFolding.txt).
    let fold =
        |c: char| -> String { if c == 'ı' { c.into() } else { c.to_uppercase().collect::<String>().to_lowercase() } };
    let folded: String = key.chars().map(fold).collect();
    (folded != key).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn only_letters_beyond_ascii_need_a_second_key() {
        assert_eq!(folded("o'hara@larkfield.example"), None);
        assert_eq!(folded("jörg@larkfield.example"), None);
        assert_eq!(folded("Ölaf@larkfield.example").as_deref(), Some("ölaf@larkfield.example"));
        assert_eq!(folded("groß@larkfield.example").as_deref(), Some("gross@larkfield.example"));
    }
}
