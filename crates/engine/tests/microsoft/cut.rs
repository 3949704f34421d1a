//! B2: lists of Exchange's that end too early. They have no end mark, and nobody counts what should be in them.

use practice::{Class, Collection, Edit, Failure, Fault, Size};
use tenantry_engine::model::ExchangeReading;

use crate::shown::{Sight, differences};
use crate::stage::{QUICK, Stage};
use crate::table::is_weaker;

/// Pages of the small tenant's list that are followed by another one.
const FOLLOWED: u32 = 4;

fn cut(after: u32, times: Option<u32>) -> Vec<Fault> {
    vec![Fault { class: Class::Exchange, after, how: Failure::NoLink, times, retry_after: None }]
}

async fn is_whole(stage: &Stage, after: u32) {
    assert_eq!(differences(&stage.shown().await, &stage.truth(), Sight::Whole), [""; 0], "cut after {after}");
}

async fn connected() -> Stage {
    Stage::connected(Size::Small, QUICK, |settings| settings.page_size = Some(3)).await
}

async fn applied() -> Stage {
    Stage::applied(Size::Small, QUICK, |settings| settings.page_size = Some(3)).await
}

#[tokio::test]
async fn b2_a_first_list_of_exchanges_that_is_cut_once_is_read_to_its_end() {
    for after in 0..=FOLLOWED {
        let stage = connected().await;
        stage.strike(cut(after, Some(1)));
        assert_eq!(stage.fetch(true).await.unwrap().exchange, ExchangeReading::Complete, "cut after {after}");
        is_whole(&stage, after).await;
    }
}

#[tokio::test]
async fn b2_a_first_list_of_exchanges_that_stays_cut_is_not_taken_for_all_there_is() {
    for after in 0..FOLLOWED {
        let stage = connected().await;
        stage.strike(cut(after, None));
        let report = stage.fetch(true).await.unwrap();
        assert!(is_weaker(&report.exchange), "cut after {after}: {report:?}");
        assert_eq!(differences(&stage.shown().await, &stage.truth(), Sight::Guesses), [""; 0], "cut after {after}");
        stage.strike(Vec::new());
        assert_eq!(stage.fetch(true).await.unwrap().exchange, ExchangeReading::Complete);
        is_whole(&stage, after).await;
    }
}

#[tokio::test]
async fn b2_a_later_list_of_exchanges_that_is_cut_loses_nobody_whom_only_exchange_knows() {
    let stage = applied().await;
    let only = |shown: &[crate::shown::Shown]| shown.iter().filter(|one| one.exchange_only).count();
    assert!(only(&stage.shown().await) > 0);
    for after in 0..FOLLOWED {
        let before = stage.known().await;
        stage.strike(cut(after, None));
        let fault = stage.fetch(true).await.unwrap_err().fault();
        assert_eq!(fault.code, "reading-short", "cut after {after}");
        assert_eq!(stage.known().await, before, "cut after {after}");
        stage.strike(cut(after, Some(1)));
        stage.fetch(true).await.unwrap();
        is_whole(&stage, after).await;
        assert_eq!(stage.unjustified_removals().await, [""; 0]);
    }
}

#[tokio::test]
async fn b2_lists_that_only_exchange_knew_and_that_were_really_deleted_are_gone() {
    let stage = applied().await;
    let lists = ["north@larkfield.example", "south@larkfield.example", "east@larkfield.example"];
    for list in lists {
        stage.practice.upsert(Collection::ExchangeOnly, list, &Edit::default()).unwrap();
    }
    stage.fetch(true).await.unwrap();
    is_whole(&stage, 0).await;
    for list in lists {
        stage.practice.remove(Collection::ExchangeOnly, list).unwrap();
    }
    assert_eq!(stage.fetch(true).await.unwrap().counts.removed, 3);
    is_whole(&stage, 0).await;
}
