//! What documents say in both languages, kept to be looked at.

use tenantry_handover::{Block, Document, Language};

use crate::sample;

/// The words of a document, without its measures.
fn told(document: &Document) -> String {
    let mut lines = vec![document.title.clone(), document.subject.clone(), document.byline.clone()];
    for block in &document.blocks {
        match block {
            Block::Heading(level, text) => lines.push(format!("\n{} {text}", "#".repeat(usize::from(*level)))),
            Block::Text(text) | Block::Aside(text) => lines.push(text.clone()),
            Block::Note(tone, text) => lines.push(format!("{tone:?}: {text}")),
            Block::Tiles(tiles) => lines.extend(tiles.iter().map(|tile| format!("[{} {}]", tile.number, tile.label))),
            Block::Facts(facts) => lines.extend(facts.iter().map(|(name, value)| format!("{name}: {value}"))),
            Block::Table(table) => {
                let heads: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
                lines.push(heads.join(" | "));
                // The first rows show the form.
                for row in table.rows.iter().take(9) {
                    let cells: Vec<String> = row.iter().map(|cell| cell.text.replace('\n', " / ")).collect();
                    lines.push(cells.join(" | "));
                }
            }
        }
    }
    lines.join("\n")
}

#[test]
fn w12_the_pack_in_english() {
    insta::assert_snapshot!(told(&sample::small(Language::English).document()));
}

#[test]
fn w12_the_pack_in_german() {
    insta::assert_snapshot!(told(&sample::small(Language::German).document()));
}

#[test]
fn w6_the_plan_in_english_and_german() {
    let both = Language::ALL.map(|language| told(&sample::plan(language).document()));
    insta::assert_snapshot!(both.join("\n\n----\n\n"));
}
