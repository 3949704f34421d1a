//! Names and addresses of all rows, one after the other, so that a search is one pass over memory.

use memchr::memmem::Finder;

use super::bits::Bits;

/// Parts rows; no name or address holds it.
const END: u8 = 0;

/// The texts of one column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Column {
    bytes: Vec<u8>,
    /// Where each row ends, after its mark.
    ends: Vec<usize>,
}

impl Column {
    fn push(&mut self, text: &str) {
        self.bytes.extend(text.bytes().filter(|byte| *byte != END));
        self.bytes.push(END);
        self.ends.push(self.bytes.len());
    }

    fn row(&self, place: usize) -> &[u8] {
        let start = if place == 0 { 0 } else { self.ends.get(place - 1).copied().unwrap_or_default() };
        let end = self.ends.get(place).map_or(start, |end| end - 1);
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Marks every row that holds the needle.
    fn find(&self, needle: &str, hits: &mut Bits) {
        let finder = Finder::new(needle);
        let (mut from, mut place) = (0, 0);
        while let Some(at) = self.bytes.get(from..).and_then(|rest| finder.find(rest)) {
            // Hits come in order and often near each other.
            let near = self.ends.get(place).is_some_and(|end| from + at < *end);
            if !near {
                place += self.ends.get(place..).unwrap_or_default().partition_point(|end| *end <= from + at);
            }
            let Some(end) = self.ends.get(place) else { return };
            hits.set(place);
            from = *end;
            place += 1;
        }
    }
}

/// Words of names and lines of addresses, folded as in the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Texts {
    words: Column,
    lines: Column,
}

impl Texts {
    pub fn push(&mut self, words: &str, lines: &str) {
        self.words.push(words);
        self.lines.push(lines);
    }

    /// Whether a row says this.
    pub fn is(&self, place: usize, words: &str, lines: &str) -> bool {
        self.words.row(place) == words.as_bytes() && self.lines.row(place) == lines.as_bytes()
    }

    /// Whether a row's name begins so.
    pub fn name_begins(&self, place: usize, words: &str) -> bool {
        self.words.row(place).starts_with(words.as_bytes())
    }

    /// Whether a row's primary address begins so.
    pub fn address_begins(&self, place: usize, text: &str) -> bool {
        self.lines.row(place).starts_with(text.as_bytes())
    }

    /// Rows that hold each of the needles, in the name or in any address.
    pub fn find(&self, needles: &[(String, String)]) -> Option<Bits> {
        let mut found: Option<Bits> = None;
        for (in_name, in_address) in needles {
            let mut hits = Bits::new(self.lines.ends.len());
            if !in_name.is_empty() {
                self.words.find(in_name, &mut hits);
            }
            self.lines.find(in_address, &mut hits);
            found = Some(match found {
                Some(before) => before.and(&hits),
                None => hits,
            });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_that_holds_a_needle_is_found_and_none_across_two_rows() {
        let mut texts = Texts::default();
        for (words, lines) in [(" ann lark ", "ann@x.example"), (" bob ", "bob@y.example\nb@x.example"), ("", "")] {
            texts.push(words, lines);
        }
        let found = |name: &str, address: &str| {
            let hits = texts.find(&[(name.to_owned(), address.to_owned())]).unwrap();
            (0..3).filter(|place| hits.has(*place)).collect::<Vec<_>>()
        };
        assert_eq!(found("", "@x.example"), [0, 1]);
        assert_eq!(found("lark", "zzz"), [0]);
        assert_eq!(found("", "exampleb"), Vec::<usize>::new());
        assert!(texts.find(&[]).is_none());
        assert!(texts.is(1, " bob ", "bob@y.example\nb@x.example") && !texts.is(2, " ", ""));
        assert!(texts.name_begins(0, " ann") && !texts.name_begins(0, " lark") && texts.address_begins(1, "bob@"));
    }
}
