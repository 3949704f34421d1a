//! B2: days on which the directory does not show what it holds.

use practice::{Broken, Size};
use tenantry_engine::FaultSort;

use crate::edits::edit;
use crate::shown::{Sight, differences};
use crate::stage::{QUICK, Stage};

/// A selected tenant of a few pages, with changes that wait to be read.
async fn stage() -> Stage {
    let stage = Stage::applied(Size::Small, QUICK, |settings| settings.page_size = Some(3)).await;
    edit(&stage.practice, 1, true);
    stage.fetch(false).await.unwrap();
    stage.apply().await;
    edit(&stage.practice, 2, true);
    stage
}

/// Read on a broken day, and on the day after.
async fn broken(how: Broken, full: bool, code: &str) {
    let stage = stage().await;
    let before = stage.known().await;
    stage.practice.broken_day(Some(how));
    let fault = stage.fetch(full).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), (code, FaultSort::Refused), "{how:?} {full}: {fault:?}");
    assert!(!fault.hints.is_empty(), "{fault:?}");
    assert_eq!(stage.known().await, before, "{how:?} {full}");
    let history = stage.engine.history(stage.client).await.unwrap();
    let synced = stage.engine.sync(stage.client).await.unwrap_err().fault();
    assert_eq!(synced.code, code, "{how:?} {full}");
    assert_eq!(stage.engine.history(stage.client).await.unwrap(), history, "nothing was begun");
    assert_eq!(stage.engine.client(stage.client).await.unwrap().problem.unwrap().code, code, "the cockpit shows why");
    stage.practice.broken_day(None);
    stage.fetch(false).await.unwrap();
    assert_eq!(differences(&stage.shown().await, &stage.truth(), Sight::Whole), [""; 0], "{how:?} {full}");
    assert_eq!(stage.unjustified_removals().await, [""; 0], "{how:?} {full}");
}

#[tokio::test]
async fn b2_half_a_directory_is_no_reading_and_the_day_after_all_is_well() {
    broken(Broken::Half, true, "reading-short").await;
}

#[tokio::test]
async fn b2_an_empty_directory_is_no_reading_and_the_day_after_all_is_well() {
    broken(Broken::Empty, true, "reading-empty").await;
    broken(Broken::Empty, false, "reading-empty").await;
}

#[tokio::test]
async fn b2_r11_another_tenants_directory_is_no_reading_and_the_day_after_all_is_well() {
    broken(Broken::OtherTenant, true, "tenant-differs").await;
    broken(Broken::OtherTenant, false, "tenant-differs").await;
}

/// What half a round of changes leaves out cannot be missed at once: newcomers by the count, the rest by the next
/// full reading. Nothing is removed for it.
#[tokio::test]
async fn b2_m6_half_a_round_of_changes_removes_nobody_and_the_next_full_reading_mends_it() {
    let stage = stage().await;
    stage.practice.broken_day(Some(Broken::Half));
    let before = stage.known().await;
    if let Err(error) = stage.fetch(false).await {
        assert_eq!(error.fault().code, "reading-short");
        assert_eq!(stage.known().await, before);
    }
    assert_eq!(stage.unjustified_removals().await, [""; 0]);
    stage.practice.broken_day(None);
    stage.hand.forward(24);
    assert!(stage.fetch(false).await.unwrap().full, "a day later everything is read anew");
    assert_eq!(differences(&stage.shown().await, &stage.truth(), Sight::Whole), [""; 0]);
    assert_eq!(stage.unjustified_removals().await, [""; 0]);
}

/// B1: a third of the users leaves for real. The brake holds it, and the directory is believed.
#[tokio::test]
async fn b1_a_third_of_the_tenant_that_really_left_is_shown_and_held() {
    let stage = stage().await;
    let day = stage.practice.bad_day();
    assert!(day.left.len() >= 3, "{day:?}");
    stage.fetch(false).await.unwrap();
    assert_eq!(differences(&stage.shown().await, &stage.truth(), Sight::Whole), [""; 0]);
    assert_eq!(stage.unjustified_removals().await, [""; 0]);
    let report = stage.engine.sync(stage.client).await.unwrap();
    assert!(report.plan.brake.holds && report.plan.counts.removed > 0, "{:?}", report.plan);
}
