//! Why: the evidence about somebody who is in, somebody who is not, and nobody.

use model::{Kind, KindSource, NotTaken, Services};
use practice::Collection;
use store::{ClientId, Excepted};

use super::stage::*;
use crate::{Approval, Evidence, ExceptionWish, Why, WhyAbout, WhyOutcome, WhySubject};

async fn why(stage: &Stage, client: ClientId, text: &str) -> Why {
    let asked = stage.practice.requests();
    let why = stage.engine.why(client, WhyAbout::Address(address(text))).await.unwrap();
    assert_eq!(stage.practice.requests(), asked, "nobody is asked");
    why
}

fn rule(why: &Why) -> Option<&'static str> {
    match &why.outcome {
        WhyOutcome::Step { rule, .. } => Some(rule),
        _ => None,
    }
}

#[tokio::test]
async fn a_user_is_in_because_its_domain_is_selected_and_is_kept_as_it_was_applied() {
    let (stage, client) = Stage::chosen().await;
    stage.engine.make_plan(client).await.unwrap();
    let new = why(&stage, client, "Nora@LarkDeli.example").await;
    assert_eq!((new.subject, rule(&new), new.billed), (WhySubject::Recipient, Some("R2"), None));
    stage.plan_and_apply(client, Approval::None).await;
    let nora = why(&stage, client, "nora@larkdeli.example").await;
    assert_eq!((nora.outcome.clone(), nora.billed), (WhyOutcome::Nothing, Some(Services::ALL)));
    assert_eq!(nora.address.as_ref().unwrap().as_str(), "Nora.Quill@larkfield.example");
    let has = |test: fn(&Evidence) -> bool| assert!(nora.evidence.iter().any(test), "{:?}", nora.evidence);
    has(|e| matches!(e, Evidence::Found { addresses, exchange_only: false, .. } if addresses.len() == 3));
    has(|e| matches!(e, Evidence::Kind { kind: Kind::User, source: KindSource::Exchange, said } if said.len() > 1));
    has(|e| matches!(e, Evidence::Mailbox { listed_by_exchange: true, passes_by_licence: Some(true) }));
    has(|e| matches!(e, Evidence::Domain { selected: true, since: Some(_), .. }));
    has(|e| matches!(e, Evidence::Domain { selected: false, domain, .. } if domain.is_onmicrosoft()));
    has(|e| matches!(e, Evidence::Choice { selected: true, by_hand: false, at: None, .. }));
    has(|e| matches!(e, Evidence::FirstSeen { appeared: false, .. }));
    has(|e| matches!(e, Evidence::Remembered { at: Some(_), .. }));
    has(|e| matches!(e, Evidence::Observed { shape: Some(_), read_at: Some(_) }));
    assert!(!nora.evidence.iter().any(|e| matches!(e, Evidence::Drift | Evidence::NotTaken(_))));
}

#[tokio::test]
async fn a_list_a_guest_a_deselected_one_and_nobody_each_have_their_own_evidence() {
    let (stage, client) = Stage::applied().await;
    let list = why(&stage, client, "everyone@larkfield.example").await;
    assert!(list.kind.is_some_and(|kind| !kind.has_mailbox()), "{list:?}");
    assert_eq!(list.billed, Some(Services { incoming: true, ..Services::NONE }));

    let out = stage.engine.not_taken(client, String::new(), 0, 500).await.unwrap().rows;
    let guest = out.iter().find(|row| row.reason == NotTaken::Guest).unwrap();
    let guest = stage.engine.why(client, WhyAbout::Id(guest.id)).await.unwrap();
    assert_eq!((guest.subject, guest.outcome.clone()), (WhySubject::NotTaken, WhyOutcome::Nothing));
    assert!(guest.evidence.contains(&Evidence::NotTaken(NotTaken::Guest)), "{guest:?}");

    let deselect = store::MailboxChange { selected: Some(false), ..Default::default() };
    let room = store::MailboxFilter { search: "boardroom".to_owned(), ..Default::default() };
    stage.engine.choose_mailboxes(client, store::Target::Filter(room), deselect).await.unwrap();
    let room = why(&stage, client, "boardroom@larkfield.example").await;
    assert_eq!(rule(&room), Some("R5"));
    let by_hand = |e: &Evidence| matches!(e, Evidence::Choice { selected: false, by_hand: true, at: Some(_), .. });
    assert!(room.evidence.iter().any(by_hand), "{room:?}");

    let nobody = why(&stage, client, "nobody@larkfield.example").await;
    assert_eq!(nobody.subject, WhySubject::Nobody);
    assert!(matches!(nobody.evidence[0], Evidence::Nobody { read_at: Some(_) }), "{nobody:?}");
    let unknown = stage.engine.why(client, WhyAbout::Id(model::DirectoryId([9; 16]))).await.unwrap_err();
    assert_eq!(unknown.fault().code, "unknown-recipient");
}

#[tokio::test]
async fn a_leaver_an_excepted_one_and_a_drifted_one_say_so_with_times_and_owner() {
    let (stage, client) = Stage::applied().await;
    stage.practice.remove(Collection::Users, "van@larkfield.example").unwrap();
    stage.engine.sync(client).await.unwrap();
    stage.hand.forward(24 * 3);
    let van = why(&stage, client, "van@larkfield.example").await;
    assert_eq!((van.subject, van.outcome.clone()), (WhySubject::Leaver, WhyOutcome::Nothing));
    let left = |e: &Evidence| matches!(e, Evidence::Left { since: Some(_), confirmed: None, days: 3, .. });
    assert!(van.evidence.iter().any(left), "{van:?}");
    stage.hand.forward(24 * 27);
    assert_eq!(rule(&why(&stage, client, "van@larkfield.example").await), Some("R6"));

    let about = vec![Excepted::Recipient(van.id.unwrap())];
    let wish = ExceptionWish { reason: "sold".to_owned(), owner: Some("Ruth".to_owned()), until: None };
    stage.engine.exception_set(client, about, wish).await.unwrap();
    let van = why(&stage, client, "van@larkfield.example").await;
    assert_eq!(van.outcome, WhyOutcome::Exempt);
    let owner = |e: &Evidence| matches!(e, Evidence::Exception(record) if record.terms.owner == "Ruth");
    assert!(van.evidence.iter().any(owner), "{van:?}");

    stage.by_hand("info@larkfield.example", |shape| shape.services = Services::NONE).await;
    stage.engine.make_plan(client).await.unwrap();
    let info = why(&stage, client, "orders@larkdeli.example").await;
    assert_eq!(rule(&info), Some("G4"));
    assert!(info.evidence.contains(&Evidence::Drift), "{info:?}");
}

#[tokio::test]
async fn what_only_the_gateway_has_is_told_as_nobodys_of_ours() {
    let (stage, client) = Stage::applied().await;
    let mut shape = stage.in_gateway("van@larkfield.example").await.unwrap().shape;
    (shape.primary, shape.aliases) = (address("printer@larkfield.example"), Vec::new());
    let by_hand = gateway::Change::EnsureRecipient { id: model::DirectoryId([7; 16]), previous: None, shape };
    assert!(stage.gateway().apply(&[by_hand]).await.iter().all(Result::is_ok));
    stage.engine.make_plan(client).await.unwrap();
    let printer = why(&stage, client, "printer@larkfield.example").await;
    assert_eq!((printer.subject, printer.id, printer.outcome), (WhySubject::GatewayOnly, None, WhyOutcome::Nothing));
}
