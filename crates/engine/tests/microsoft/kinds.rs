//! M5, M6: conversions that only Exchange shows.

use practice::{Class, Edit, Failure, Fault, Kind, Size};

use crate::shown::{Sight, differences};
use crate::stage::{QUICK, Stage};

fn kind_of(all: &[crate::shown::Shown], primary: &str) -> String {
    all.iter().find(|one| one.primary == primary).unwrap().kind.clone()
}

/// Converts mailboxes until one kept licence and sign-in, so that the directory has nothing to say of it.
fn convert_in_silence(stage: &Stage) -> String {
    let edit = Edit { kind: Some(Kind::Room), ..Edit::default() };
    let who = "info@larkfield.example";
    stage.practice.upsert_user(who, &edit).unwrap();
    who.to_owned()
}

#[tokio::test]
async fn m6_a_conversion_that_only_exchange_shows_is_found_by_the_daily_reading() {
    let stage = Stage::applied(Size::Small, QUICK, |_| ()).await;
    let who = convert_in_silence(&stage);
    let delta = stage.fetch(false).await.unwrap();
    assert!(!delta.full);
    assert_eq!(kind_of(&stage.shown().await, &who), "shared", "no delta round tells it");
    stage.hand.forward(24);
    let daily = stage.fetch(false).await.unwrap();
    assert!(daily.full && daily.counts.changed == 1, "{daily:?}");
    assert_eq!(kind_of(&stage.shown().await, &who), "room");
    assert_eq!(differences(&stage.shown().await, &stage.truth(), Sight::Whole), [""; 0]);
    assert_eq!(stage.unjustified_removals().await, [""; 0]);
}

#[tokio::test]
async fn m6_r16_a_conversion_is_found_with_the_next_change_of_anybody_and_is_a_change() {
    let stage = Stage::applied(Size::Small, QUICK, |_| ()).await;
    let who = convert_in_silence(&stage);
    let edit = Edit { aliases: Some(vec!["nora.q@larkfield.example".to_owned()]), ..Edit::default() };
    stage.practice.upsert_user("nora.quill@larkfield.example", &edit).unwrap();
    let delta = stage.fetch(false).await.unwrap();
    assert_eq!((delta.full, delta.counts.changed, delta.counts.removed), (false, 2, 0), "{delta:?}");
    assert_eq!(kind_of(&stage.shown().await, &who), "room");
    assert_eq!(stage.engine.make_plan(stage.client).await.unwrap().counts.removed, 0);
}

#[tokio::test]
async fn m5_the_daily_reading_keeps_what_exchange_said_when_it_cannot_be_asked_that_day() {
    let stage = Stage::applied(Size::Small, QUICK, |_| ()).await;
    let before = stage.shown().await;
    let forbidden = |class| Fault { class, after: 0, how: Failure::Forbidden, times: None, retry_after: None };
    stage.strike(vec![forbidden(Class::Exchange)]);
    stage.hand.forward(24);
    let daily = stage.fetch(false).await.unwrap();
    assert!(daily.full && daily.counts.removed == 0 && daily.counts.changed == 0, "{daily:?}");
    assert_eq!(stage.shown().await, before);
    let who = convert_in_silence(&stage);
    stage.strike(Vec::new());
    stage.fetch(false).await.unwrap();
    assert_eq!(kind_of(&stage.shown().await, &who), "room", "Exchange is asked again as soon as it answers");
}
