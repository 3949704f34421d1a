//! The files of a pack: in the reader's language, and safe to open.

use tenantry_handover::lines::{Lines, safe_cell};
use tenantry_handover::pack::MailboxPart;
use tenantry_handover::{Formats, Language};

use crate::sample;

fn file(language: Language, change: impl Fn(&mut MailboxPart)) -> String {
    let pack = sample::small(language);
    let mut out = Vec::new();
    let mut lines = Lines::of_mailboxes(&mut out, Formats::of(&pack.options, language)).unwrap();
    for mailbox in pack.mailboxes.iter().take(2) {
        let mut mailbox = mailbox.clone();
        change(&mut mailbox);
        lines.mailbox(&mailbox).unwrap();
    }
    lines.end().unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn w12_a_file_is_what_spreadsheets_of_its_language_expect() {
    assert_eq!(
        file(Language::English, |_| {}),
        "\u{feff}Name,Address,Aliases,Kind,In,Out,Archive,State\r\n\
         Anna Lindqvist,anna.lindqvist@larkfield.example,,User,1,1,1,In gateway\r\n\
         Zoë Müller-Çelik,zoe.mueller-celik@larkfield.example,zoe.mueller-celik.0@larkfield-foods.example,\
         Shared mailbox,1,0,1,In gateway\r\n"
    );
    let german = file(Language::German, |_| {});
    assert!(german.starts_with("\u{feff}Name;Adresse;Aliasse;Art;Eingang;Ausgang;Archiv;Stand\r\n"), "{german}");
    assert!(german.contains(";Freigegeben;1;0;1;Im Gateway\r\n"));
}

#[test]
fn b7_a_name_that_looks_like_a_formula_is_a_text_in_every_spreadsheet() {
    let lines = file(Language::English, |mailbox| mailbox.name = "=HYPERLINK(\"http://x.example\")".to_owned());
    assert!(lines.contains("\"'=HYPERLINK(\"\"http://x.example\"\")\""), "{lines}");
    for start in ["=", "+", "-", "@", "\t", "\r"] {
        assert!(safe_cell(&format!("{start}1")).starts_with('\''));
    }
    assert_eq!(safe_cell("Anna"), "Anna");
}

#[test]
fn w12_dates_and_reasons_stand_in_the_clients_form() {
    let pack = sample::small(Language::German);
    let mut out = Vec::new();
    let mut lines = Lines::of_exceptions(&mut out, Formats::of(&pack.options, Language::German)).unwrap();
    lines.exception(&pack.exceptions[1]).unwrap();
    lines.end().unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("Objekt;Name;Grund;Verantwortlich;Seit;Bis"));
    assert!(text.contains(";01.11.2026;31.03.2027\r\n"), "{text}");
}
