//! B3: a plan as a file, applied later or elsewhere, and refused when it or the world is not as it was.

use std::path::{Path, PathBuf};

use practice::Edit;
use store::{ClientId, PlanKind, PlanRecord};

use super::stage::*;
use crate::{AddClient, Approval, Engine, EngineError, Moved, SavedFrom, SavedPlanError};

/// A plan that was made and written to a file on one machine.
struct Machine {
    stage: Stage,
    client: ClientId,
    plan: PlanRecord,
    file: PathBuf,
}

async fn exported() -> Machine {
    let (stage, client) = Stage::chosen().await;
    let deselect = store::MailboxChange { selected: Some(false), ..Default::default() };
    let van = store::MailboxFilter { search: "van".to_owned(), ..Default::default() };
    stage.engine.choose_mailboxes(client, store::Target::Filter(van), deselect).await.unwrap();
    let plan = stage.engine.make_plan(client).await.unwrap();
    let file = stage.dir.path().join("larkfield.plan.json");
    stage.engine.plan_export(client, plan.id, file.clone()).await.unwrap();
    Machine { stage, client, plan, file }
}

/// Another data folder that reads the same tenant and has the same gateway.
async fn elsewhere(machine: &Machine) -> (tempfile::TempDir, Engine, ClientId) {
    let dir = tempfile::tempdir().unwrap();
    let host = TestHost::new();
    host.at_the_browser(ADMIN, practice::Consent::Accept);
    let engine = open(dir.path(), cloud(&machine.stage.practice), host, &machine.stage.hand).await.unwrap();
    let gateway = format!("local:{}", machine.stage.dir.path().join("gateway").display());
    let add = AddClient { gateway, ..newcomer("Larkfield", Some(DOMAINS[0])) };
    let client = engine.add_client(add).await.unwrap();
    engine.sign_in_start(client, None, true).await.unwrap();
    tokio::time::timeout(DEADLINE, engine.sign_in_ended(client)).await.unwrap().unwrap();
    engine.fetch(client, false).await.unwrap();
    (dir, engine, client)
}

async fn refused(engine: &Engine, client: ClientId, file: &Path) -> EngineError {
    engine.plan_import(client, file.to_owned()).await.unwrap_err()
}

#[tokio::test]
async fn b3_a_saved_plan_is_applied_on_another_machine_when_nothing_moved() {
    let machine = exported().await;
    let text = std::fs::read_to_string(&machine.file).unwrap();
    let secrets = machine.stage.practice.issued_secrets();
    assert!(!secrets.iter().any(|secret| text.contains(secret)), "B7");
    let (_dir, engine, client) = elsewhere(&machine).await;
    let plan = engine.plan_import(client, machine.file.clone()).await.unwrap();
    assert_eq!((plan.kind, &plan.hash, plan.counts), (PlanKind::Saved, &machine.plan.hash, machine.plan.counts));
    let from: SavedFrom = serde_json::from_str(plan.about.as_deref().unwrap()).unwrap();
    assert_eq!((from.plan, from.exported_by.as_str()), (machine.plan.id, PERSON));
    assert!(machine.stage.whole_gateway().await.is_empty(), "taking it in changes nothing");

    let run = engine.apply(client, order(&plan, Approval::None)).await.unwrap();
    let run = tokio::time::timeout(DEADLINE, engine.run_ended(client, run.id)).await.unwrap().unwrap();
    assert_eq!((run.done, run.failed, run.verified), (plan.ready, 0, Some(plan.ready)));
    assert_eq!(machine.stage.whole_gateway().await.len(), machine.plan.counts.created as usize);
    let next = engine.sync(client).await.unwrap().plan;
    assert_eq!(next.counts.total(), 0, "the choice came along: nothing is stopped, and the van is not added");
    engine.close().await;
}

#[tokio::test]
async fn b3_a_saved_plan_is_refused_with_what_differs_when_tenant_or_gateway_moved() {
    let machine = exported().await;
    let (_dir, engine, client) = elsewhere(&machine).await;
    machine.stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    machine.stage.engine.fetch(machine.client, false).await.unwrap();
    let moved = refused(&machine.stage.engine, machine.client, &machine.file).await;
    let EngineError::Stale { moved: Moved::Tenant, keys, .. } = &moved else { panic!("{moved:?}") };
    assert_eq!(*keys, ["new.hand@larkfield.example"], "on the same machine the difference is told");
    assert_eq!(moved.fault().facts["differs"], "new.hand@larkfield.example");

    // The other machine has not read the tenant again, but its gateway was changed.
    let plan = engine.plan_import(client, machine.file.clone()).await.unwrap();
    machine.stage.plan_and_apply(machine.client, Approval::None).await;
    let again = refused(&engine, client, &machine.file).await;
    assert!(matches!(again, EngineError::Stale { moved: Moved::Gateway, .. }), "{again:?}");
    let late = engine.apply(client, order(&plan, Approval::None)).await.unwrap_err();
    assert!(matches!(late, EngineError::Stale { moved: Moved::Gateway, .. }), "{late:?}");
    engine.close().await;
}

#[tokio::test]
async fn b3_a_file_that_was_changed_cut_or_is_of_another_version_is_refused() {
    let machine = exported().await;
    let (engine, client) = (&machine.stage.engine, machine.client);
    let text = std::fs::read_to_string(&machine.file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let saved = |error: EngineError| match error {
        EngineError::Saved(error) => error,
        other => panic!("{other:?}"),
    };
    let with = |changed: String| std::fs::write(&machine.file, changed).unwrap();
    let room = lines.iter().position(|line| line.contains("boardroom@larkfield.example")).unwrap();

    with(text.replace("boardroom@larkfield.example", "bathroom@larkfield.example"));
    let tampered = refused(engine, client, &machine.file).await;
    assert_eq!(tampered.fault().code, "plan-file-changed");
    assert!(matches!(saved(tampered), SavedPlanError::Tampered { line } if line as usize == room + 1));

    let without: Vec<&str> = lines.iter().enumerate().filter(|(at, _)| *at != room).map(|(_, line)| *line).collect();
    with(without.join("\n"));
    assert!(matches!(saved(refused(engine, client, &machine.file).await), SavedPlanError::Tampered { .. }));
    with(lines[..lines.len() - 1].join("\n"));
    assert!(matches!(saved(refused(engine, client, &machine.file).await), SavedPlanError::NotAPlan { .. }));
    with(text.replacen("\"version\":1", "\"version\":2", 1));
    assert!(matches!(saved(refused(engine, client, &machine.file).await), SavedPlanError::Newer { found: 2 }));
    for nonsense in ["", "{}", "not json", "\u{0}"] {
        with(nonsense.to_owned());
        assert!(matches!(saved(refused(engine, client, &machine.file).await), SavedPlanError::NotAPlan { .. }));
    }
    std::fs::remove_file(&machine.file).unwrap();
    assert!(matches!(saved(refused(engine, client, &machine.file).await), SavedPlanError::File { .. }));
    assert_eq!(engine.newest_plan(client).await.unwrap().unwrap().id, machine.plan.id, "nothing was stored");
}

#[tokio::test]
async fn b2_b3_a_saved_plan_is_refused_for_another_gateway() {
    let machine = exported().await;
    let other =
        open(tempfile::tempdir().unwrap().path(), cloud(&machine.stage.practice), TestHost::new(), &machine.stage.hand)
            .await
            .unwrap();
    let client = other.add_client(newcomer("Larkfield", Some(DOMAINS[0]))).await.unwrap();
    let refused = refused(&other, client, &machine.file).await;
    assert!(matches!(refused, EngineError::Saved(SavedPlanError::OtherGateway { .. })), "{refused:?}");
    assert_eq!(refused.fault().code, "plan-file-elsewhere");
    other.close().await;
}

#[tokio::test]
async fn a_rehearsal_and_an_undo_are_not_written_to_files() {
    let (stage, client) = Stage::applied().await;
    let file = stage.dir.path().join("plan.json");
    let rehearsal = stage.engine.rehearse(client, crate::Rehearsal::default()).await.unwrap();
    let refused = stage.engine.plan_export(client, rehearsal.id, file.clone()).await.unwrap_err();
    assert_eq!(refused.fault().code, "rehearsal");
    let run = stage.engine.history(client).await.unwrap().remove(0);
    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    let refused = stage.engine.plan_export(client, undo.id, file.clone()).await.unwrap_err();
    assert_eq!(refused.fault().code, "plan-file-undo");
    assert!(!file.exists());
}
