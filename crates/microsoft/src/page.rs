//! One page of an OData collection: its items, and the link that goes on from it.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::error::Category;

use crate::MicrosoftError;

/// Where a collection goes on. The links are opaque (Microsoft Learn: "Paging Microsoft Graph data in your app").
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// To the next page of this round.
    Next(String),
    /// The round is over; changes from now on are found there.
    Delta(String),
}

/// Text that is borrowed from the page as long as it has no escapes.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The items of a page, and what Exchange warns of.
#[derive(Debug)]
pub(crate) struct Items<T> {
    pub(crate) value: Vec<T>,
    pub(crate) warnings: Vec<String>,
}

/// Parses a page. `on_link` hears of a link as soon as it is met, which with Graph is before the items: the next
/// page can be asked for while this one is still being read.
pub(crate) fn parse<'de, T: Deserialize<'de>>(
    what: &'static str,
    body: &'de [u8],
    on_link: &mut dyn FnMut(Link),
) -> Result<Items<T>, MicrosoftError> {
    // Once for the whole page is cheaper than text by text.
    let text = std::str::from_utf8(body).map_err(|error| match error.error_len() {
        None => MicrosoftError::Truncated { what, received: body.len() },
        Some(_) => {
            let at = format!("no UTF-8 at byte {}", error.valid_up_to());
            MicrosoftError::UnexpectedShape { what, at }
        }
    })?;
    let mut json = serde_json::Deserializer::from_str(text);
    let items = PageSeed { on_link, item: PhantomData }.deserialize(&mut json);
    let items = items.and_then(|items| json.end().map(|()| items)).map_err(|error| describe(what, body, &error))?;
    match items {
        (Some(value), warnings) => Ok(Items { value, warnings }),
        (None, _) => Err(MicrosoftError::UnexpectedShape { what, at: "it has no \u{201c}value\u{201d}".to_owned() }),
    }
}

/// Says where it went wrong without repeating the answer: it holds people's addresses.
fn describe(what: &'static str, body: &[u8], error: &serde_json::Error) -> MicrosoftError {
    let problem = match error.classify() {
        Category::Eof => return MicrosoftError::Truncated { what, received: body.len() },
        Category::Data => "a value of another type than documented",
        Category::Io | Category::Syntax => "no JSON",
    };
    let at = format!("{problem} in line {}, column {}", error.line(), error.column());
    MicrosoftError::UnexpectedShape { what, at }
}

struct PageSeed<'f, T> {
    on_link: &'f mut dyn FnMut(Link),
    item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for PageSeed<'_, T> {
    type Value = (Option<Vec<T>>, Vec<String>);

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for PageSeed<'_, T> {
    type Value = (Option<Vec<T>>, Vec<String>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a collection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut value, mut warnings) = (None, Vec::new());
        while let Some(key) = map.next_key::<Text<'de>>()? {
            let link = match key.as_str() {
                "value" => {
                    value = Some(map.next_value()?);
                    continue;
                }
                "@adminapi.warnings" => {
                    warnings = map.next_value::<Option<_>>()?.unwrap_or_default();
                    continue;
                }
                "@odata.nextLink" => Link::Next,
                "@odata.deltaLink" => Link::Delta,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            // An empty link is none.
            if let Some(to) = map.next_value::<Option<String>>()?.filter(|to| !to.is_empty()) {
                (self.on_link)(link(to));
            }
        }
        Ok((value, warnings))
    }
}

/// `true`, `"true"` or null: some documented samples carry flags as text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) Option<bool>);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct FlagVisitor;
        impl<'de> Visitor<'de> for FlagVisitor {
            type Value = Flag;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false or null")
            }
            fn visit_bool<E>(self, flag: bool) -> Result<Flag, E> {
                Ok(Flag(Some(flag)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Flag, E> {
                Ok(Flag(text.to_ascii_lowercase().parse().ok()))
            }
            fn visit_unit<E>(self) -> Result<Flag, E> {
                Ok(Flag(None))
            }
        }
        json.deserialize_any(FlagVisitor)
    }
}

/// A list of texts; a single text and null are lists too.
#[derive(Debug, Default)]
pub(crate) struct Texts<'a>(pub(crate) Vec<Text<'a>>);

impl Texts<'_> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Text::as_str)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Texts<'a> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct TextsVisitor<'a>(PhantomData<&'a str>);
        impl<'de: 'a, 'a> Visitor<'de> for TextsVisitor<'a> {
            type Value = Texts<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of texts")
            }
            fn visit_unit<E>(self) -> Result<Texts<'a>, E> {
                Ok(Texts::default())
            }
            fn visit_str<E>(self, text: &str) -> Result<Texts<'a>, E> {
                Ok(Texts(vec![Text(Cow::Owned(text.to_owned()))]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Texts<'a>, A::Error> {
                let mut texts = Vec::with_capacity(seq.size_hint().unwrap_or(4).min(16));
                while let Some(text) = seq.next_element::<Option<Text<'a>>>()? {
                    texts.extend(text);
                }
                Ok(Texts(texts))
            }
        }
        json.deserialize_any(TextsVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests;
