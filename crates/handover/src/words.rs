//! The words of documents, English and German side by side: the core's one catalogue.
//!
//! What is in braces is filled in. Our terms are those of the page: client, gateway, held, exception, leaver, run.

macro_rules! catalogue {
    ($($name:ident: $english:literal, $german:literal;)*) => {
        pub(crate) struct Words { $(pub $name: &'static str,)* }
        pub(super) static ENGLISH: Words = Words { $($name: $english,)* };
        pub(super) static GERMAN: Words = Words { $($name: $german,)* };

        #[cfg(test)]
        pub(super) const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $german),)*];
    };
}

mod catalogue;
mod certificate;
mod steps;

pub(crate) use catalogue::Words;
use catalogue::{ENGLISH, GERMAN};
pub(crate) use certificate::Words as CertificateWords;
pub(crate) use steps::Words as StepWords;

/// A language of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of a tag, `None` when documents do not speak it.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(first))
    }

    pub(crate) const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
        }
    }

    /// Those of the steps of the cut-over alone.
    pub(crate) const fn step_words(self) -> &'static StepWords {
        match self {
            Self::English => &steps::ENGLISH,
            Self::German => &steps::GERMAN,
        }
    }

    /// Those of the completion certificate alone.
    pub(crate) const fn certificate_words(self) -> &'static CertificateWords {
        match self {
            Self::English => &certificate::ENGLISH,
            Self::German => &certificate::GERMAN,
        }
    }
}

/// Puts values in the place of their names in braces.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut rest = text;
    let mut filled = String::with_capacity(text.len() + 16);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn w12_both_languages_fill_in_the_same_values_and_no_word_is_empty() {
        for (name, english, german) in catalogue::ALL.iter().chain(certificate::ALL).chain(steps::ALL) {
            assert_eq!(names(english), names(german), "{name}");
            assert!(!english.trim().is_empty() && !german.trim().is_empty(), "{name}");
        }
    }

    #[test]
    fn values_are_filled_in_as_they_are_even_with_braces_in_them() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
        assert_eq!(fill("{gone} {", &[]), " {");
    }
}
