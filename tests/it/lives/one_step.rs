//! R16: whatever becomes of a mailbox that is archived, it is one change of the same row, and its archive goes on.

use engine::Approval;
use journeys::gateway_rows::query;
use practice::{Edit, Kind, Size};

use super::stage::Stage;

const WHO: &str = "nora.quill@larkfield.example";

/// The gateway's own row of a recipient, whatever it is called.
fn row(stage: &Stage, address: &str) -> String {
    let sql = format!(
        "SELECT r.id, hex(r.source_id) AS source, r.listed, r.incoming, r.outgoing, r.archiving FROM recipient r
         JOIN address a ON a.recipient_id = r.id WHERE a.role = 0 AND a.key = '{address}'"
    );
    let rows = query(&stage.gateway().join("gateway.db"), &sql);
    assert_eq!(rows.len(), 1, "{address}: {rows:?}");
    rows[0].clone()
}

fn rows(stage: &Stage) -> Vec<String> {
    query(
        &stage.gateway().join("gateway.db"),
        "SELECT count(*) AS recipients, sum(archiving) AS archived FROM recipient",
    )
}

/// The edit is one change and nothing else, and the row under the new address is the one that was under the old.
fn is_one_step(edits: &[(Edit, &str, &str)]) {
    let stage = Stage::applied(Size::Small);
    let whole = rows(&stage);
    let mut address = WHO.to_owned();
    for (edit, new, reason) in edits {
        let before = row(&stage, &address);
        assert!(before.contains("archiving=1"), "{before}");
        stage.practice.upsert_user(&address, edit).unwrap();
        let plan = stage
            .wait(|e, client| async move { e.fetch(client, false).await.map(drop) })
            .map(|()| stage.plan())
            .unwrap();
        let counts = (plan.counts.created, plan.counts.changed, plan.counts.removed + plan.counts.stopped);
        assert_eq!((counts, plan.held), ((0, 1, 0), 0), "{edit:?}: {plan:?}");
        let why = stage.wait(|e, client| async move { e.plan_window(client, plan.id, one()).await }).unwrap();
        assert_eq!(why.rows[0].step.reason.as_str(), *reason, "{edit:?}");
        let run = stage.apply(&plan, Approval::None).unwrap();
        assert_eq!((run.done, run.failed, run.verified), (1, 0, Some(1)));
        address = (*new).to_owned();
        assert_eq!(row(&stage, &address), before, "{edit:?}: same row, same services, same archive");
        assert_eq!(rows(&stage), whole, "{edit:?}");
        assert_eq!(stage.sync().unwrap().plan.ready, 0);
    }
}

fn one() -> engine::PlanQuery {
    engine::PlanQuery { limit: 10, ..engine::PlanQuery::default() }
}

fn primary(address: &str) -> Edit {
    Edit { primary: Some(address.to_owned()), user_principal_name: Some(address.to_owned()), ..Edit::default() }
}

#[test]
fn r16_a_rename_and_a_promoted_alias_are_one_change_each_and_the_archive_stays() {
    let (new, back) = ("nora.finch@larkfield.example", "nora@larkdeli.example");
    is_one_step(&[(primary(new), new, "renamed"), (primary(back), back, "renamed"), (primary(WHO), WHO, "renamed")]);
}

#[test]
fn r16_a_change_of_the_domain_is_one_change_and_the_archive_stays() {
    let there = "nora.quill@larkdeli.example";
    is_one_step(&[(primary(there), there, "renamed")]);
}

#[test]
fn r16_a_user_who_becomes_a_shared_mailbox_is_one_change_and_the_archive_stays() {
    let shared = Edit { kind: Some(Kind::Shared), enabled: Some(false), ..Edit::default() };
    is_one_step(&[(shared, WHO, "kind-changed")]);
}

#[test]
fn r16_all_of_it_in_one_day_is_still_one_change() {
    let there = "accounts@larkdeli.example";
    let all = Edit { kind: Some(Kind::Shared), name: Some("Accounts".to_owned()), ..primary(there) };
    is_one_step(&[(all, there, "renamed")]);
}
