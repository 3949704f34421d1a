//! P2, M7: faults while the users of a large tenant are listed in ranges: the token, the ranges, the last changes.

use practice::{Class, Failure, Fault, Size};

use crate::shown::{Sight, differences};
use crate::stage::{QUICK, Stage};
use crate::table::{code, passes};

/// More than three pages of users, beyond which they are listed in ranges.
const USERS: Size = Size::Count(3_100);

/// Requests for users in a full reading that nothing disturbs.
fn users(stage: &Stage) -> u32 {
    let asked = stage.practice.requests();
    let of = |path: &str| asked.get(path).copied().unwrap_or(0);
    u32::try_from(of("GET /v1.0/users") + of("GET /v1.0/users/delta")).unwrap()
}

/// Every failure at the token, in the first or a middle range, or in the changes at the end. Which at which place is
/// another one for failures that pass.
async fn faults(stays: bool) {
    let stage = Stage::connected(USERS, QUICK, |_| ()).await;
    stage.fetch(true).await.unwrap();
    let counted = users(&stage);
    let ranges = stage.practice.requests().get("GET /v1.0/users").copied().unwrap_or(0);
    assert!(ranges > 3, "the users were listed in ranges: {:?}", stage.practice.requests());
    let mut wrong = Vec::new();
    for (number, how) in Failure::ALL.into_iter().enumerate().filter(|(_, how)| *how != Failure::Stall) {
        let after = [0, 1, counted / 2, counted - 1][(number + 2 * usize::from(stays)) % 4];
        stage.practice.next_day();
        let before = (stage.snapshot().await, stage.shown().await);
        let times = if stays { None } else { Some(1) };
        stage.strike(vec![Fault { class: Class::Users, after, how, times, retry_after: None }]);
        let ended = stage.fetch(true).await;
        stage.strike(Vec::new());
        let cell = format!("{how:?} stays={stays} after {after} of {counted}");
        if let Err(error) = &ended {
            let fault = error.fault();
            if passes(how) && !stays && how != Failure::Circle {
                wrong.push(format!("{cell}: {fault:?}"));
            }
            if fault.code != code(how) && fault.code != "reading-short" {
                wrong.push(format!("{cell}: {fault:?}"));
            }
            if (stage.snapshot().await, stage.shown().await) != before {
                wrong.push(format!("{cell}: {} changed something", fault.code));
            }
        }
        if how == Failure::Claims {
            stage.sign_in().await;
        }
        if ended.is_err() {
            stage.fetch(false).await.unwrap();
        }
        let differs = differences(&stage.shown().await, &stage.truth(), Sight::Whole);
        wrong.extend(differs.into_iter().take(3).map(|what| format!("{cell}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p2_m7_faults_that_pass_leave_the_listing_in_ranges_exact() {
    faults(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p2_m7_faults_that_stay_leave_a_large_tenant_as_it_was() {
    faults(true).await;
}
