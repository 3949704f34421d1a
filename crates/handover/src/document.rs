//! The document model: blocks in reading order, without measures or pages.

use jiff::Timestamp;

use crate::{Language, typeface};

/// A document for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What it is: title in the window and above the first page.
    pub title: String,
    /// Whom it is about; stands at the head of every page.
    pub subject: String,
    /// Under the title: who made it when.
    pub byline: String,
    /// Language of its words.
    pub language: Language,
    /// When it was made.
    pub made_at: Timestamp,
    /// The program with its version.
    pub program: String,
    /// Colour of the subject, red, green, blue.
    pub colour: [u8; 3],
    /// A word that every page is marked with, such as *Practice*.
    pub mark: Option<String>,
    /// What it says, in reading order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading and a bookmark; level 1 is a section, 2 a part of it.
    Heading(u8, String),
    /// A paragraph.
    Text(String),
    /// A paragraph of less weight.
    Aside(String),
    /// A paragraph that has to be seen.
    Note(Tone, String),
    /// A few numbers.
    Tiles(Vec<Tile>),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
}

/// How much attention something wants; never told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// None.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Somebody should look.
    Look,
    /// Something is wrong.
    Bad,
}

/// A number with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// The number, written out.
    pub number: String,
    /// What it counts.
    pub label: String,
}

/// Rows of equal form.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it lists, for whoever does not see it.
    pub summary: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each with a cell for every column; the first cell of a row names it.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Its share of the width.
    pub share: f32,
    /// Where its text stands.
    pub align: Align,
}

/// Where text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the names are the places")]
pub enum Align {
    #[default]
    Left,
    Right,
}

/// What a table says in one place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// Tone of a state.
    pub tone: Tone,
}

impl Column {
    /// A column of text.
    #[must_use]
    pub fn text(title: &str, share: f32) -> Self {
        Self { title: title.to_owned(), share, align: Align::Left }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(title: &str, share: f32) -> Self {
        Self { title: title.to_owned(), share, align: Align::Right }
    }
}

impl Cell {
    /// A state.
    #[must_use]
    pub fn state(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }
}

impl Document {
    /// Whether some character of it is not in the typeface; it is drawn as a box then, and copies out as itself.
    #[must_use]
    pub fn has_foreign_characters(&self) -> bool {
        let Ok(faces) = typeface::Faces::load() else { return false };
        let mut texts: Vec<&str> = vec![&self.title, &self.subject, &self.byline];
        for block in &self.blocks {
            match block {
                Block::Heading(_, text) | Block::Text(text) | Block::Aside(text) | Block::Note(_, text) => {
                    texts.push(text);
                }
                Block::Tiles(tiles) => texts.extend(tiles.iter().flat_map(|tile| [&*tile.number, &*tile.label])),
                Block::Facts(facts) => texts.extend(facts.iter().flat_map(|(name, value)| [&**name, &**value])),
                Block::Table(table) => texts.extend(table.rows.iter().flatten().map(|cell| &*cell.text)),
            }
        }
        texts.into_iter().any(|text| faces.regular.lacks(text))
    }
}
