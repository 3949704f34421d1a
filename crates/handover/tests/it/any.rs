//! Whatever people call themselves: a document is made, and what they are called can be read out of it again.

use proptest::prelude::*;
use tenantry_handover::{Block, Cell, Column, Document, Language, Table, Tile, Tone};

use crate::sample::{at, small};
use crate::tools::{letters, text};

/// Any text, sometimes a very long one.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "\\PC{0,40}", ("[a-zäé.@-]{1,30}", 1usize..40).prop_map(|(part, n)| part.repeat(n))]
}

fn document(texts: &[String]) -> Document {
    let cell = |at: usize| texts[at % texts.len()].clone();
    let rows = (0..texts.len()).map(|n| vec![Cell::from(cell(n)), Cell::state(Tone::Bad, cell(n + 1))]).collect();
    let blocks = vec![
        Block::Heading(1, cell(0)),
        Block::Text(cell(1)),
        Block::Heading(2, cell(2)),
        Block::Note(Tone::Look, cell(3)),
        Block::Tiles(vec![Tile { number: cell(4), label: cell(5) }; 5]),
        Block::Facts(vec![(cell(6), cell(7)), (String::new(), String::new())]),
        Block::Table(Table {
            summary: cell(0),
            columns: vec![Column::text(&cell(1), 1.0), Column::number(&cell(2), 0.3)],
            rows,
        }),
    ];
    Document { blocks, subject: cell(0), ..small(Language::English).document() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn w12_any_texts_make_a_pdf(texts in prop::collection::vec(any_text(), 1..6)) {
        let made = document(&texts).pdf();
        prop_assert!(made.is_ok(), "{:?}", made.err());
    }

    #[test]
    fn w12_a_name_of_letters_comes_out_again(names in prop::collection::vec("[A-Za-zÀ-žΑ-ωА-я0-9@._]{1,60}", 1..5)) {
        let rows = names.iter().map(|name| vec![Cell::from(name.as_str()), Cell::default()]).collect();
        let table = Table { summary: String::new(), columns: vec![Column::text("Name", 1.0), Column::text("", 4.0)], rows };
        let mut made = small(Language::English).document();
        made.blocks = vec![Block::Heading(1, "Names".to_owned()), Block::Table(table)];
        made.made_at = at("2026-01-01T00:00:00Z");
        let found = letters(&text(&made));
        for name in names {
            prop_assert!(found.contains(&name), "{name} in {found}");
        }
    }
}

#[test]
fn w12_letters_that_the_typeface_lacks_are_boxes_to_the_eye_and_themselves_when_copied() {
    let document = small(Language::English).document();
    assert!(document.has_foreign_characters());
    let found = text(&document);
    assert!(found.contains("田中"), "{found}");
    assert!(letters(&found).contains(&letters("are drawn as \u{25a1}")));
}
