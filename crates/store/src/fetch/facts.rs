//! What Graph and Exchange said of one object, as text that is compared before it is understood: a line of words, a
//! line with the name, then the addresses.

use std::borrow::Cow;

use model::{Address, ExchangeWord, GraphWord, Kind, NotTaken, Resource, Seen, SeenByExchange};

use crate::codec::unreadable;

/// What one of them said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said<'a> {
    /// Everything but name and addresses.
    pub words: &'a str,
    /// Display name.
    pub name: &'a str,
    /// Addresses as lines, the primary first if there is one.
    pub lines: &'a str,
}

impl<'a> Said<'a> {
    /// Reads the text; what it leaves out is as in the object's row.
    pub fn read(text: &'a str, name: &'a str, lines: &'a str) -> Self {
        let Some((words, rest)) = text.split_once('\n') else { return Self { words: text, name, lines } };
        let (name, lines) = rest.split_once('\n').unwrap_or((rest, ""));
        Self { words, name, lines }
    }

    /// The text to be stored with a row that has this name and these addresses.
    pub fn text(&self, name: &str, lines: &str) -> Cow<'a, str> {
        if (self.name, self.lines) == (name, lines) {
            return Cow::Borrowed(self.words);
        }
        Cow::Owned([self.words, self.name, self.lines].join("\n"))
    }

    pub fn graph(&self) -> rusqlite::Result<GraphWord> {
        graph_word(self.words).ok_or_else(|| unreadable(0, self.words))
    }

    pub fn exchange(&self) -> rusqlite::Result<ExchangeWord> {
        exchange_word(self.words).ok_or_else(|| unreadable(0, self.words))
    }

    /// Whether the id is Exchange's own.
    pub fn own_id(&self) -> bool {
        self.words.split(' ').nth(1) == Some("1")
    }

    /// Where Graph showed it.
    pub fn resource(&self) -> Option<Resource> {
        let name = self.words.split(' ').next();
        Resource::ALL.into_iter().find(|resource| Some(resource.as_str()) == name)
    }
}

pub(crate) fn reason(name: &str) -> Option<NotTaken> {
    NotTaken::ALL.into_iter().find(|reason| reason.as_str() == name)
}

/// Writes what Graph showed.
pub(super) fn write_graph(seen: &Seen, to: &mut Vec<u8>) {
    let word = [
        seen.resource.as_str(),
        seen.kind.as_str(),
        seen.kind_source.as_str(),
        seen.not_taken.map_or("-", NotTaken::as_str),
        flag(seen.passes_without_exchange),
        flag(seen.primary.is_some()),
    ];
    write(&word, &seen.name, seen.primary.as_ref(), &seen.aliases, to);
}

/// Writes what Exchange showed.
pub(super) fn write_exchange(seen: &SeenByExchange, to: &mut Vec<u8>) {
    let word =
        [seen.kind.map_or_else(NotTaken::as_str, Kind::as_str), flag(seen.exchange_only), flag(seen.primary.is_some())];
    write(&word, &seen.name, seen.primary.as_ref(), &seen.aliases, to);
}

const fn flag(on: bool) -> &'static str {
    if on { "1" } else { "0" }
}

fn write(words: &[&str], name: &str, primary: Option<&Address>, aliases: &[Address], to: &mut Vec<u8>) {
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            to.push(b' ');
        }
        to.extend_from_slice(word.as_bytes());
    }
    to.push(b'\n');
    // A name is one line here.
    to.extend(name.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte }));
    let mut lines = |address: &Address| {
        to.push(b'\n');
        to.extend_from_slice(address.as_str().as_bytes());
    };
    primary.into_iter().for_each(&mut lines);
    let others = || aliases.iter().filter(|alias| Some(*alias) != primary);
    if aliases.is_sorted_by(|a, b| a < b) {
        others().for_each(&mut lines);
    } else {
        others().collect::<std::collections::BTreeSet<_>>().into_iter().for_each(&mut lines);
    }
}

fn graph_word(words: &str) -> Option<GraphWord> {
    let mut words = words.split(' ');
    let resource = words.next()?;
    Some(GraphWord {
        resource: Resource::ALL.into_iter().find(|r| r.as_str() == resource)?,
        kind: words.next()?.parse().ok()?,
        kind_source: words.next()?.parse().ok()?,
        not_taken: match words.next()? {
            "-" => None,
            name => Some(reason(name)?),
        },
        passes_without_exchange: words.next()? == "1",
        addressed: words.next()? == "1",
    })
}

fn exchange_word(words: &str) -> Option<ExchangeWord> {
    let mut words = words.split(' ');
    let kind = words.next()?;
    let kind = match reason(kind) {
        Some(reason) => Err(reason),
        None => Ok(kind.parse().ok()?),
    };
    Some(ExchangeWord { kind, addressed: words.nth(1)? == "1" })
}
