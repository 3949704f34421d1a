//! Text as it is searched: lower case, words marked by the space before them.

/// Words of a name, each after a space; whatever is neither letter nor digit parts words.
pub(super) fn words(name: &str) -> String {
    let mut folded = String::with_capacity(name.len() + 1);
    for c in std::iter::once(' ').chain(name.chars()) {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded
}

/// What each word of a search looks for in names, where only letters and digits count, and in addresses.
pub(super) fn needles(search: &str) -> Vec<(String, String)> {
    let needle = |word: &str| (words(word).trim().to_owned(), word.to_lowercase());
    search.split_whitespace().map(needle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_no_letter_parts_words() {
        assert_eq!(words("Anne-Marie O'Hara (Zürich)"), " anne marie o hara zürich ");
        assert_eq!(
            needles("O'Ha  ANN@"),
            [("o ha".to_owned(), "o'ha".to_owned()), ("ann".to_owned(), "ann@".to_owned())]
        );
    }
}
