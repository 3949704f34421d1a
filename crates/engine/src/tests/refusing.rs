//! R1, M5: mail to whoever is not listed is refused without a person only where Exchange told everybody.

use model::{ExchangeReading, plan::Hold};
use practice::{Class, Failure, Fault};

use super::stage::*;
use crate::{Approval, PlanNotice, PlanQuery};

fn unknown(notice: &PlanNotice) -> bool {
    matches!(notice, PlanNotice::ExchangeUnknown { .. })
}

#[tokio::test]
async fn r1_an_account_without_an_exchange_role_refuses_nobodys_mail_before_a_person_agreed() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.sign_in(client, ADMIN).await.unwrap();
    stage.sign_in(client, "auditor@larkfield.example").await.unwrap();
    let read = stage.engine.fetch(client, false).await.unwrap();
    assert!(!matches!(read.exchange, ExchangeReading::Complete), "{:?}", read.exchange);
    stage.select(client, &DOMAINS, true).await;
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    assert_eq!((plan.ready, plan.notices.iter().filter(|n| unknown(n)).count()), (0, DOMAINS.len()), "{plan:?}");
    assert_eq!((run.done, run.failed, stage.whole_gateway().await.len()), (0, 0, 0));
    let (plan, run) = stage.plan_and_apply(client, Approval::All).await;
    assert_eq!((run.done, run.failed), (plan.held, 0));
    let after = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!((after.counts.total(), after.notices.iter().any(unknown)), (0, false), "once applied, no hold again");
}

#[tokio::test]
async fn r15_while_one_domain_waits_the_others_list_everybody_and_the_rest_follows_with_it() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.sign_in(client, ADMIN).await.unwrap();
    accept(&stage.practice, DOMAINS[1], "internal-relay");
    stage.engine.fetch(client, false).await.unwrap();
    stage.select(client, &DOMAINS, true).await;
    stage.plan_and_apply(client, Approval::None).await;
    let nora = || async { stage.in_gateway("nora.quill@larkfield.example").await.unwrap().shape };
    let deli = |shape: &model::RecipientShape| shape.addresses().filter(|a| a.domain() == DOMAINS[1]).count();
    let listed = nora().await;
    assert_eq!((listed.listed, deli(&listed)), (true, 0), "{listed:?}");

    let plan = stage.engine.make_plan(client).await.unwrap();
    let held = PlanQuery { held: Some(true), limit: 500, ..PlanQuery::default() };
    let rows = stage.engine.plan_window(client, plan.id, held).await.unwrap().rows;
    assert_eq!((plan.ready, rows.len()), (0, plan.held as usize));
    assert!(rows.iter().all(|row| row.step.held == Some(Hold::InternalRelay)), "{rows:?}");
    let domain = rows.iter().find(|row| row.key == DOMAINS[1]).unwrap().seq;
    let run = stage.apply(client, &plan, Approval::Steps(vec![domain])).await.unwrap();
    assert_eq!((run.done, run.failed), (plan.held, 0), "with it go those who wait for it");
    assert_eq!(deli(&nora().await), 1);
    assert_eq!(stage.engine.sync(client).await.unwrap().plan.counts.total(), 0);
}

#[tokio::test]
async fn r15_a_domain_that_is_approved_at_once_takes_its_addresses_along() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.sign_in(client, ADMIN).await.unwrap();
    let how = Failure::Forbidden;
    let faults = [Class::AcceptedDomains, Class::ExchangeV2];
    let faults = faults.map(|class| Fault { class, after: 0, how, times: None, retry_after: None });
    stage.practice.configure(|settings| settings.faults = faults.to_vec());
    accept(&stage.practice, DOMAINS[1], "external-relay");
    stage.engine.fetch(client, false).await.unwrap();
    stage.practice.configure(|settings| settings.faults.clear());
    stage.select(client, &DOMAINS, true).await;
    let unasked = stage.engine.make_plan(client).await.unwrap();
    assert_eq!((unasked.ready, unasked.notices.iter().filter(|n| unknown(n)).count()), (0, DOMAINS.len()));

    stage.engine.fetch(client, true).await.unwrap();
    let plan = stage.engine.make_plan(client).await.unwrap();
    let relay = |n: &PlanNotice| matches!(n, PlanNotice::InternalRelay { domain } if domain.as_str() == DOMAINS[1]);
    assert_eq!((plan.notices.iter().filter(|n| unknown(n)).count(), plan.notices.iter().any(relay)), (0, true));
    let run = stage.apply(client, &plan, Approval::All).await.unwrap();
    assert_eq!((run.failed, run.held), (0, 0));
    let after = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!(after.counts.total(), 0, "nothing is left to follow");
    assert!(after.notices.iter().any(|n| matches!(n, PlanNotice::RelayRefused { .. })), "{:?}", after.notices);
}
