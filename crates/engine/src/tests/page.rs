//! What the page of a client asks for beside its status (W9).

use jiff::SignedDuration;
use model::plan::Hold;
use practice::Collection;
use store::{ClientId, Excepted};

use super::stage::*;
use crate::{ExceptionCounts, ExceptionWish};

async fn except(stage: &Stage, client: ClientId, domain: &str, days: i64) {
    let until = stage.engine.now() + SignedDuration::from_hours(24 * days);
    let wish = ExceptionWish { reason: "moves away".to_owned(), owner: None, until: Some(until) };
    let about = Excepted::Domain(domain.parse().unwrap());
    stage.engine.exception_set(client, vec![about], wish).await.unwrap();
}

#[tokio::test]
async fn w9_a_full_sync_reads_the_whole_tenant_again_and_an_ordinary_one_what_changed() {
    let (stage, client) = Stage::applied().await;
    let before = stage.engine.overview(client).await.unwrap().last_full;
    assert!(!stage.engine.sync(client).await.unwrap().fetch.full);
    assert_eq!(stage.engine.overview(client).await.unwrap().last_full, before);
    stage.hand.forward(1);
    assert!(stage.engine.sync_full(client).await.unwrap().fetch.full);
    assert!(stage.engine.overview(client).await.unwrap().last_full > before);
}

#[tokio::test]
async fn w9_the_overview_counts_services_holds_and_exceptions_as_they_are_stored() {
    let (stage, client) = Stage::applied().await;
    let shown = stage.engine.overview(client).await.unwrap();
    let listed = stage.whole_gateway().await;
    let having = |has: fn(&model::Services) -> bool| {
        u32::try_from(listed.iter().filter(|one| has(&one.shape.services)).count()).unwrap()
    };
    assert_eq!(shown.services, [having(|s| s.incoming), having(|s| s.outgoing), having(|s| s.archiving)]);
    assert!(shown.services[0] > 0);
    assert_eq!((shown.holds, shown.exceptions, shown.by_hand), (Vec::new(), ExceptionCounts::default(), 0));

    stage.leavers_stop(client).await;
    for who in ["van@larkfield.example", "boardroom@larkfield.example", "info@larkfield.example"] {
        stage.practice.remove(Collection::Users, who).unwrap();
    }
    stage.engine.sync(client).await.unwrap();
    except(&stage, client, DOMAINS[0], 2).await;
    except(&stage, client, DOMAINS[1], 60).await;
    stage.hand.forward(24 * 3);
    let shown = stage.engine.overview(client).await.unwrap();
    assert_eq!(shown.holds, [(Hold::Brake, 3)]);
    assert_eq!(shown.exceptions, ExceptionCounts { total: 2, ended: 1 });
}
