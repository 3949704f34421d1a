//! What is out of date is noticed: a gateway that was put back, against what runs left in it; a record that changed while
//! somebody waited.

use std::path::PathBuf;

use model::plan::Hold;
use store::{ClientId, PlanQuery};

use super::gateways::on_panel;
use super::stage::*;
use crate::Approval;

/// What lies in the folder of the local gateway, closed.
fn files_of_gateway(stage: &Stage, client: ClientId) -> Vec<(PathBuf, Vec<u8>)> {
    stage.engine.0.gateways.forget(client);
    let folder = std::fs::read_dir(stage.dir.path().join("gateway")).unwrap().map(|entry| entry.unwrap().path());
    folder.filter(|path| path.is_file()).map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

#[tokio::test]
async fn g4_a_gateway_put_back_from_an_older_copy_is_noticed_against_what_runs_left_in_it() {
    let (stage, client) = Stage::applied().await;
    let older = files_of_gateway(&stage, client);
    let added = "newcomer@larkfield.example";
    stage.practice.upsert_user(added, &practice::Edit::default()).unwrap();
    let renamed = practice::Edit { primary: Some("milo.embers@larkfield.example".to_owned()), ..Default::default() };
    stage.practice.upsert_user("member@larkfield.example", &renamed).unwrap();
    let second = stage.engine.sync(client).await.unwrap().run.unwrap();
    assert_eq!((second.done, second.failed, second.verified), (2, 0, Some(2)));
    let whole = stage.whole_gateway().await;
    for (path, _) in files_of_gateway(&stage, client) {
        std::fs::remove_file(path).unwrap();
    }
    for (path, content) in older {
        std::fs::write(path, content).unwrap();
    }

    let sync = stage.engine.sync(client).await.unwrap();
    let held = PlanQuery { held: Some(true), limit: 500, ..PlanQuery::default() };
    let rows = stage.engine.plan_window(client, sync.plan.id, held).await.unwrap().rows;
    let told: Vec<_> = rows.iter().map(|row| (row.key.as_str(), row.step.held)).collect();
    let drift = Some(Hold::Drift);
    assert_eq!(told, [("milo.embers@larkfield.example", drift), (added, drift)], "{:?}", sync.run);
    assert!(stage.in_gateway(added).await.is_none(), "a person looks first");
    let plan = stage.engine.make_plan(client).await.unwrap();
    let run = stage.apply(client, &plan, Approval::All).await.unwrap();
    assert_eq!((run.failed, &run.problem, stage.whole_gateway().await), (0, &None, whole));
}

#[tokio::test]
async fn b2_a_password_that_waited_while_the_client_got_another_gateway_is_not_set_in_the_former_one() {
    let (stage, client) = on_panel().await;
    stage.plan_and_apply(client, Approval::All).await;
    let turn = stage.engine.turn(client).await.unwrap();
    let (engine, domain) = (stage.engine.clone(), DOMAINS[0].parse().unwrap());
    let mut asked = Box::pin(async move { engine.gateway_outgoing_password(client, domain, "a secret".into()).await });
    tokio::select! {
        biased;
        early = &mut asked => panic!("it did not wait for its turn: {early:?}"),
        () = std::future::ready(()) => {}
    }
    stage.engine.0.store.change_gateway(client, "local", jiff::Timestamp::now()).unwrap();
    stage.engine.0.gateways.forget(client);
    drop(turn);
    let fault = asked.await.unwrap_err().fault();
    assert_eq!(fault.code, "domain-not-applied", "{}", fault.message);
    assert!(stage.practice.panel_domains()[DOMAINS[0]].outgoing_users.is_empty());
}
