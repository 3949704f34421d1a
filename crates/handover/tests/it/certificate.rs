//! The completion certificate (S4): its words, and that nothing that is not complete ever looks as if it were.

use std::collections::BTreeMap;

use model::Options;
use tenantry_handover::certificate::{
    CertificatePaper, FoldersBegin, FoldersPart, LISTED, LeftOutPart, MailboxPart, MailboxState, NotReachedPart, Place,
    SkippedPart, SumsPart,
};
use tenantry_handover::{Block, Document, Language, Tone};

use crate::sample::{self, at};
use crate::tools::{letters, said, text, written};
use crate::words::told;

/// Of so many messages on the server.
fn sums(server: u64, duplicates: u64, skipped: &[(&str, u64)], left: u64) -> SumsPart {
    let skipped: BTreeMap<String, u64> = skipped.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
    let lost: u64 = skipped.values().sum();
    SumsPart {
        server,
        counted: true,
        listed: server,
        imported: server + left - duplicates - lost,
        duplicates,
        skipped,
        left,
        gone: 3,
        open: 0,
        bytes: server * 71_234,
        again: left,
        accounted: i64::try_from(server).unwrap(),
        difference: 0,
    }
}

fn mailbox(address: &str, state: MailboxState, sums: SumsPart) -> MailboxPart {
    MailboxPart { address: address.to_owned(), state, why: None, sums }
}

fn of(mailboxes: Vec<MailboxPart>, language: Language) -> CertificatePaper {
    let pack = sample::small(language);
    let mut states = BTreeMap::new();
    let mut total = SumsPart { counted: true, ..SumsPart::default() };
    for one in &mailboxes {
        *states.entry(one.state).or_default() += 1;
        let sums = &one.sums;
        total.server += sums.server;
        total.listed += sums.listed;
        total.imported += sums.imported;
        total.duplicates += sums.duplicates;
        sums.skipped.iter().for_each(|(code, count)| *total.skipped.entry(code.clone()).or_default() += count);
        total.left += sums.left;
        total.gone += sums.gone;
        total.open += sums.open;
        total.bytes += sums.bytes;
        total.again += sums.again;
        total.accounted += sums.accounted;
        total.difference += sums.difference;
    }
    CertificatePaper {
        written_at: pack.made_at,
        written_by: pack.made_by,
        program: pack.program,
        language,
        client: pack.client,
        colour: pack.colour,
        practice: false,
        options: Options { time_zone: "Europe/London".into(), ..pack.options },
        tenant: pack.tenant.unwrap(),
        mailbox: None,
        archive: "maildir:/srv/archive/larkfield?per=mailbox".into(),
        former: Vec::new(),
        since: Some(at("2020-01-01T00:00:00Z")),
        until: None,
        folders: FoldersPart { begin: FoldersBegin::Usual, named: Vec::new(), without: vec!["deleted".into()] },
        begun_at: at("2026-11-18T18:00:04Z"),
        counted: Some((at("2026-11-22T03:07:31Z"), at("2026-11-22T04:51:09Z"))),
        complete: states.keys().all(|state| state.is_over()),
        everybody: None,
        states,
        total,
        mailboxes,
        skipped: Vec::new(),
        not_reached: Vec::new(),
        left_out: Vec::new(),
        ledger: Some("a91f03c477de5b1288c0d3e4f5061728394a5b6c7d8e9f00112233445566f7e8".into()),
    }
}

/// Complete, with something in every place.
pub fn complete(language: Language) -> CertificatePaper {
    let skipped = [("ErrorMimeContentConversionFailed", 8), ("too-large", 3)];
    let mailboxes = vec![
        mailbox("tenancy@larkfield.example", MailboxState::Exceptions, sums(112_930, 518, &skipped, 40)),
        mailbox("accounts@larkfield.example", MailboxState::Done, sums(48_213, 287, &[], 0)),
        mailbox("anna.lindqvist@larkfield.example", MailboxState::Done, sums(1_284_310, 0, &[], 1)),
        mailbox("zoe.mueller-celik@larkfield-foods.example", MailboxState::Done, sums(0, 0, &[], 0)),
    ];
    let message = |n: u8, code: &str, folder: &str| SkippedPart {
        mailbox: "tenancy@larkfield.example".into(),
        folder: folder.into(),
        received: (n != 2).then(|| at("2023-04-05T06:07:08Z")),
        message_id: (n != 1).then(|| format!("<20230405060708.{n}.4F2A@mail.larkfield.example>")),
        code: code.into(),
    };
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let left_out =
        |folder: Option<&str>, count, messages| LeftOutPart { folder: folder.map(str::to_owned), count, messages };
    CertificatePaper {
        skipped: vec![
            message(0, "ErrorMimeContentConversionFailed", "Inbox/Repairs/Jubilee Terrace"),
            message(1, "too-large", "Sent Items"),
            message(2, "smtp-554", ""),
            message(3, "unanswered", "Inbox"),
        ],
        not_reached: vec![
            NotReachedPart { place: Place::Archive, first: named(&["tenancy@larkfield.example"]), count: 1 },
            NotReachedPart { place: Place::MissingFolder("Projekte".into()), first: named(&["a@x.example"]), count: 1 },
            NotReachedPart {
                place: Place::OtherItems,
                first: named(&["tenancy@larkfield.example, Deleted Items: 7"]),
                count: 1,
            },
            NotReachedPart { place: Place::PublicFolders, first: named(&["board@larkfield.example"]), count: 1 },
            NotReachedPart {
                place: Place::Groups,
                first: named(&["kitchen@larkdeli.example", "van@larkfield.example"]),
                count: 1_243,
            },
        ],
        left_out: vec![
            left_out(Some("Deleted Items"), 4, 12_345),
            left_out(Some("Junk Email"), 3, 77),
            left_out(None, 2, 5),
        ],
        ..of(mailboxes, language)
    }
}

/// With a mailbox in every state.
fn open(language: Language) -> CertificatePaper {
    use MailboxState::{Counting, Differs, Done, Exceptions, Paused, Queued, Refused, Running, Waiting};
    let mut mailboxes: Vec<_> = [Differs, Refused, Paused, Waiting, Running, Counting, Queued, Exceptions, Done]
        .into_iter()
        .zip(b'a'..)
        .map(|(state, letter)| {
            mailbox(&format!("{}@larkfield.example", char::from(letter)), state, sums(100, 1, &[], 0))
        })
        .collect();
    mailboxes[0].sums.difference = 2;
    mailboxes[1].why = Some("out-of-scope".into());
    mailboxes[2].why = Some("stopped".into());
    mailboxes[4].sums.open = 40;
    mailboxes[6].why = Some("once-more".into());
    CertificatePaper { ledger: None, since: None, ..of(mailboxes, language) }
}

#[test]
fn s4_the_certificate_in_english_and_german() {
    let both = Language::ALL.map(|language| told(&complete(language).document()));
    insta::assert_snapshot!(both.join("\n\n----\n\n"));
}

#[test]
fn s4_an_import_that_goes_on_in_english_and_german() {
    let both = Language::ALL.map(|language| told(&open(language).document()));
    insta::assert_snapshot!(both.join("\n\n----\n\n"));
}

#[test]
fn s4_what_an_archive_does_not_take_now_is_said_of_the_mailbox_that_waits_for_it() {
    for (why, words) in [
        ("smtp-451", "Paused: the archive does not take a message now"),
        ("unanswered", "Paused: the archive did not say whether it took a message"),
        ("journal-refused", "Paused: the archive takes no mail to the journal address of its domain"),
    ] {
        let waits = mailbox("a@larkfield.example", MailboxState::Paused, sums(9, 0, &[], 0));
        let said = told(&of(vec![MailboxPart { why: Some(why.into()), ..waits }], Language::English).document());
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn s4_a_certificate_says_when_its_mailboxes_were_counted_and_that_what_came_later_is_in_no_number() {
    let said = |paper: CertificatePaper| told(&paper.document());
    let several = said(complete(Language::English));
    assert!(several.contains("Counted: 2026-11-22 03:07 GMT to 2026-11-22 04:51 GMT"), "{several}");
    assert!(several.contains("the earliest 2026-11-22 03:07 GMT, the latest 2026-11-22 04:51 GMT"), "{several}");
    let at_once = at("2026-11-22T04:51:09Z");
    let one = said(CertificatePaper { counted: Some((at_once, at_once)), ..complete(Language::English) });
    assert!(one.contains("Counted: 2026-11-22 04:51 GMT\n"), "{one}");
    assert!(one.contains("counted again after the last message, 2026-11-22 04:51 GMT."), "{one}");
    for words in [several, one] {
        assert!(words.contains("what came later is in no number"), "{words}");
    }
}

/// Title and notes: what somebody sees who reads no further.
fn first_sight(document: &Document) -> (String, Vec<(Tone, String)>) {
    let notes = document.blocks.iter().filter_map(|block| match block {
        Block::Note(tone, text) => Some((*tone, text.clone())),
        _ => None,
    });
    (document.title.clone(), notes.collect())
}

fn looks_complete(paper: &CertificatePaper) -> bool {
    let document = paper.document();
    let (title, notes) = first_sight(&document);
    let called = ["Completion certificate", "Vollständigkeitsnachweis"].iter().any(|name| title.contains(name));
    let good = notes.iter().any(|(tone, _)| *tone == Tone::Good);
    let agrees = notes.iter().any(|(_, text)| text.contains("numbers agree") || text.contains("stimmen überein"));
    assert_eq!((called, good), (agrees, agrees), "title, tone and words say the same: {title} {notes:?}");
    agrees
}

type Change = (&'static str, fn(&mut CertificatePaper));

/// Each alone is enough to be no certificate.
const SPOILED: [Change; 9] = [
    ("the engine says so", |paper| paper.complete = false),
    ("a difference", |paper| paper.total.difference = 1),
    ("more than there should be", |paper| paper.total.difference = -1),
    ("an open message", |paper| paper.total.open = 1),
    ("counted, and not listed", |paper| paper.total.listed -= 1),
    ("no mailbox", |paper| paper.states.clear()),
    ("a mailbox that came since", |paper| {
        let first = vec!["new.hand@larkfield.example".to_owned()];
        paper.not_reached.push(NotReachedPart { place: Place::Joined, first, count: 1 });
    }),
    ("a mailbox that differs", |paper| paper.mailboxes[1].sums.difference = -1),
    ("a mailbox with open messages", |paper| paper.mailboxes[1].sums.open = 1),
];

#[test]
fn s4_an_import_that_is_not_complete_never_looks_complete() {
    for language in Language::ALL {
        assert!(looks_complete(&complete(language)));
        for (what, spoil) in SPOILED {
            let mut paper = complete(language);
            spoil(&mut paper);
            assert!(!looks_complete(&paper), "{what}");
        }
        for state in open(language).states.into_keys().filter(|state| !state.is_over()) {
            let mut paper = complete(language);
            paper.states.insert(state, 1);
            assert!(!looks_complete(&paper), "counted as {state:?}");
            let mut paper = complete(language);
            paper.mailboxes[1].state = state;
            assert!(!looks_complete(&paper), "listed as {state:?}");
            let one = CertificatePaper {
                mailbox: Some("a@larkfield.example".into()),
                complete: false,
                ..of(vec![mailbox("a@larkfield.example", state, sums(9, 0, &[], 0))], language)
            };
            assert!(!looks_complete(&one), "alone as {state:?}");
        }
    }
}

#[test]
fn s4_a_certificate_of_one_mailbox_is_about_that_alone() {
    let of_one = complete(Language::English).mailboxes.swap_remove(0);
    let paper = CertificatePaper { mailbox: Some(of_one.address.clone()), ..of(vec![of_one], Language::English) };
    assert!(looks_complete(&paper));
    let document = paper.document();
    assert_eq!(document.title, "Completion certificate: tenancy@larkfield.example");
    assert!(!told(&document).contains("Mailbox by mailbox"));
}

#[test]
fn s4_the_certificate_is_a_tagged_pdf_and_its_table_of_mailboxes_has_marked_heads() {
    for language in Language::ALL {
        let document = complete(language).document();
        let file = written(&document);
        let about = said("pdfinfo", &["-meta"], file.path(), &[]);
        assert!(about.contains("<pdfuaid:part>1</pdfuaid:part>"), "{about}");
        let tree = said("pdfinfo", &["-struct"], file.path(), &[]);
        let count = |kind: &str| tree.lines().filter(|line| line.trim().starts_with(kind)).count();
        assert!(count("TH") >= count("TR"), "every row is named by a head: {tree}");
        let said = text(&document);
        assert!(letters(&said).contains("a91f03c477de5b1288c0d3e4f5061728394a5b6c7d8e9f00112233445566f7e8"), "{said}");
        assert!(said.contains("tenancy@larkfield.example"));
        // In the first sentence, as a large number, and twice in the arithmetic: half of a number would be another one.
        let server = if language == Language::German { "1.445.453" } else { "1,445,453" };
        assert_eq!(letters(&said).matches(server).count(), 4, "{said}");
    }
}

#[test]
fn s4_of_more_mailboxes_than_a_document_lists_the_ones_that_are_not_done_stay_in_it_and_the_file_is_named() {
    let shown: Vec<_> =
        (0..3).map(|n| mailbox(&format!("m{n}@larkfield.example"), MailboxState::Done, sums(10, 0, &[], 0))).collect();
    let mut paper = of(shown, Language::English);
    paper.states.insert(MailboxState::Done, LISTED as u64 + 3);
    let said = told(&paper.document());
    assert!(said.contains("The first 3 of 5,003"), "{said}");
    assert!(said.contains("All of them are in import-certificate.csv"), "{said}");
}

#[test]
fn s4_servers_at_which_an_import_delivered_before_are_named_beside_its_archive() {
    let of = |language| CertificatePaper {
        archive: "smtp://mail.example:2525?to=j@x.example".into(),
        former: vec!["smtp://mail.example?to=j@x.example".into(), "smtps://mail.example?to=j@x.example".into()],
        ..complete(language)
    };
    let said = |language| format!("{:?}", of(language).document().blocks);
    for (language, before) in [(Language::English, "before that at"), (Language::German, "davor an")] {
        let named = format!(
            "smtp://mail.example:2525?to=j@x.example; {before} smtp://mail.example?to=j@x.example, smtps://mail.example?to"
        );
        assert!(said(language).contains(&named), "{}", said(language));
    }
}
