//! PDF/UA-1 (ISO 14289-1) as poppler and qpdf see it: language, title, headings, table heads, bookmarks.

use tenantry_handover::Language;

use crate::sample;
use crate::tools::{letters, said, text, written};

#[test]
fn w12_the_pack_is_a_whole_tagged_pdf_with_title_language_and_the_mark_of_pdf_ua() {
    for language in Language::ALL {
        let file = written(&sample::small(language).document());
        let info = said("pdfinfo", &[], file.path(), &[]);
        assert!(info.contains("Tagged:          yes"), "{info}");
        let about = said("pdfinfo", &["-meta"], file.path(), &[]);
        assert!(about.contains("<pdfuaid:part>1</pdfuaid:part>"), "{about}");
        let title = if language == Language::German { "Übergabeunterlagen" } else { "Hand-over pack" };
        assert!(info.contains(&format!("{title}: Larkfield Foods")), "{info}");
        let json = said("qpdf", &["--json=1", "--json-key=objects"], file.path(), &[]);
        assert!(json.contains(&format!("\"/Lang\": \"{}\"", language.as_str())), "language of the document");
        assert!(json.contains("\"/DisplayDocTitle\": true"));
        let checked = said("qpdf", &["--check"], file.path(), &[]);
        assert!(checked.contains("No syntax or stream encoding errors found"), "{checked}");
    }
}

#[test]
fn w12_headings_are_nested_and_every_table_has_marked_heads() {
    let file = written(&sample::small(Language::English).document());
    let tree = said("pdfinfo", &["-struct"], file.path(), &[]);
    let named = |line: &str, kind: &str| {
        line.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':']))
    };
    let count = |kind: &str| tree.lines().filter(|line| named(line.trim(), kind)).count();
    assert_eq!(count("H1"), 1, "{tree}");
    assert_eq!(count("Sect"), 11, "{tree}");
    assert_eq!(count("H2"), 11);
    assert!(count("H3") >= 4);
    assert!(count("Table") >= 10);
    let (rows, heads) = (count("TR"), count("TH"));
    assert!(heads >= rows, "every row is named by a head: {rows} rows, {heads} heads");
    assert!(count("TD") > 200, "{tree}");
}

#[test]
fn w12_headings_are_bookmarks_and_pages_have_a_running_head_and_a_number() {
    let document = sample::small(Language::German).document();
    let file = written(&document);
    let json = said("qpdf", &["--json=1", "--json-key=outlines"], file.path(), &[]);
    for heading in ["Verbindung", "Domänen", "Ausnahmen", "Läufe und Freigaben"] {
        assert!(json.contains(&format!("\"title\": \"{heading}\"")), "{heading}");
    }
    let pages = text(&document);
    let pages: Vec<&str> = pages.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() >= 4, "{}", pages.len());
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Seite {} von {}", at + 1, pages.len())), "{page}");
        assert!(page.contains("Larkfield Foods"));
    }
}

#[test]
fn w12_a_table_repeats_its_head_on_each_page_but_says_it_once() {
    let document = sample::large(Language::English).document();
    let shown = text(&document).matches("Until").count();
    let tree = said("pdfinfo", &["-struct-text"], written(&document).path(), &[]);
    let told = tree.matches("\"Until\"").count();
    assert!(shown > 2, "{shown}");
    assert_eq!(told, 1);
}

#[test]
fn w12_a_client_of_a_hundred_thousand_gets_counts_and_is_led_to_the_file() {
    let said = text(&sample::large(Language::German).document());
    assert!(
        letters(&said).contains(&letters("Es sind 100.492, mehr als die 300, die dieses Dokument auflistet.")),
        "{said}"
    );
    assert!(said.contains("Postfaecher.csv"));
    assert!(letters(&said).contains(&letters("Die ersten 70 von 1.204.")));
    assert!(said.contains("Übung: erfundene Daten"));
}

#[test]
fn w6_a_plan_is_a_pdf_of_the_same_kind() {
    for language in Language::ALL {
        let document = sample::plan(language).document();
        let about = said("pdfinfo", &["-meta"], written(&document).path(), &[]);
        assert!(about.contains("<pdfuaid:part>1</pdfuaid:part>"), "{about}");
        let said = text(&document);
        assert!(letters(&said).contains("6b1f0c9a8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3"), "{said}");
        assert!(said.contains("Zoë Müller-Çelik"));
    }
}

#[test]
fn w12_a_client_of_whom_nothing_is_known_has_a_pack_too() {
    for language in Language::ALL {
        assert!(text(&sample::empty(language).document()).contains("Larkfield Foods"));
    }
}
