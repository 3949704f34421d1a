//! What the list does that the store alone cannot show.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;

use super::*;

fn of(text: &str) -> Vec<(u32, String, bool, [Option<bool>; 3])> {
    let list = MailboxList::read(text);
    assert_eq!(list.faults, [], "{text:?}");
    let row = |r: ListedRow| (r.line, r.address.to_string(), r.selected, [r.incoming, r.outgoing, r.archiving]);
    list.rows.into_iter().map(row).collect()
}

#[test]
fn w4_every_dialect_of_a_spreadsheet_says_the_same() {
    let wanted = vec![
        (2, "a@x.example".to_owned(), true, [Some(true), None, Some(false)]),
        (3, "b@x.example".to_owned(), false, [None; 3]),
    ];
    for text in [
        "address,chosen,incoming,outgoing,archiving\na@x.example,1,1,,0\nb@x.example,0,,,\n",
        "\u{feff}Address;Chosen;Incoming;Outgoing;Archiving\r\na@x.example;1;1;;0\r\nb@x.example;0;;;\r\n",
        "name\tADDRESS\tchosen\tincoming\tarchiving\n\"A, B; C\"\ta@x.example\t\t1\t0\nB\tb@x.example\t0\t\t",
        "\"address\",\"chosen\",\"incoming\",\"archiving\"\n\"a@x.example\",\"1\",\"1\",\"0\"\n b@x.example ,0,,\n",
    ] {
        assert_eq!(of(text), wanted, "{text:?}");
    }
    let told = of("sep=;\r\naddress;incoming\r\n'+a@x.example;1\r\n");
    assert_eq!(told, [(3, "+a@x.example".to_owned(), true, [Some(true), None, None])]);
}

#[test]
fn w4_each_wrong_line_is_told_by_its_number_and_the_others_are_read() {
    let text = "address,incoming\nnobody,1\na@x.example,yes\n\nb@x.example\n\"c@x.example\",1\nd@x.example,1,2\n";
    let list = MailboxList::read(text);
    assert_eq!(list.rows.len(), 1);
    let faults: Vec<_> = list.faults.iter().map(|fault| (fault.line, &fault.kind, fault.text.as_str())).collect();
    assert!(matches!(faults[0], (2, LineFaultKind::Address(_), "nobody")), "{faults:?}");
    assert_eq!(faults[1], (3, &LineFaultKind::Switch, "yes"));
    assert_eq!(faults[2], (5, &LineFaultKind::Cells { has: 1, header: 2 }, "b@x.example"));
    assert_eq!(faults[3], (7, &LineFaultKind::Cells { has: 3, header: 2 }, "d@x.example"));
    for text in ["", "mailbox\na@x.example\n", "\u{feff}"] {
        let list = MailboxList::read(text);
        assert!(matches!(list.faults[..], [LineFault { line: 1, kind: LineFaultKind::NoAddressColumn, .. }]));
    }
}

#[test]
fn w4_a_quote_that_never_ends_is_one_wrong_line_and_told_shortened() {
    let text = format!("address\n\"a@x.example\n{}", "b@x.example\n".repeat(1_000));
    let list = MailboxList::read(&text);
    assert_eq!((list.rows.len(), list.faults.len(), list.faults[0].line), (0, 1, 2));
    assert!(list.faults[0].text.chars().count() <= TOLD + 1);
}

#[test]
fn w4_a_hundred_thousand_lines_are_read_one_by_one_each_with_its_number() {
    let mut text = "\u{feff}address;incoming\r\n".to_owned();
    (0..100_000).for_each(|n| text.push_str(&format!("p{n}@x.example;{}\r\n", n % 2)));
    text.push_str("p1;1\r\n");
    let list = MailboxList::read(&text);
    assert_eq!((list.rows.len(), list.rows[99_999].line, list.faults[0].line), (100_000, 100_001, 100_002));
}

proptest! {
    #[test]
    fn w4_what_was_written_in_any_dialect_is_read_again(
        rows in prop::collection::vec(("[a-z]{1,8}", any::<bool>(), prop::option::of(any::<bool>()), ".{0,12}"), 0..40),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        mark in any::<bool>(),
        crlf in any::<bool>(),
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut out = csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(Vec::new());
        out.write_record(["address", "name", "chosen", "incoming"]).unwrap();
        let flag = |on: bool| if on { "1" } else { "0" };
        for (local, chosen, incoming, name) in &rows {
            let address = format!("{local}@x.example");
            out.write_record([address.as_str(), name.as_str(), flag(*chosen), incoming.map_or("", flag)]).unwrap();
        }
        let text = String::from_utf8(out.into_inner().unwrap()).unwrap();
        let list = MailboxList::read(&format!("{}{text}", if mark { "\u{feff}" } else { "" }));
        prop_assert_eq!(&list.faults, &[]);
        let read: Vec<_> = list.rows.iter().map(|r| (r.address.to_string(), r.selected, r.incoming)).collect();
        let written: Vec<_> = rows.iter().map(|(l, c, i, _)| (format!("{l}@x.example"), *c, *i)).collect();
        prop_assert_eq!(read, written);
    }

    #[test]
    fn w4_no_text_at_all_breaks_the_reader_and_every_line_is_counted_once(text in "(address[,;\n\r\t\"])?[\\PC\n\r\t\",;]{0,200}") {
        let list = MailboxList::read(&text);
        let lines = u32::try_from(text.split(['\n', '\r']).count()).unwrap();
        prop_assert!(list.rows.iter().all(|row| row.line >= 2 && row.line <= lines + 1));
        prop_assert!(list.faults.windows(2).all(|pair| pair[0].line <= pair[1].line));
    }
}
