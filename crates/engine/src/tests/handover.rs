//! W12: the hand-over pack says what is stored, for its owner alone, whole or not at all; W6: a plan as PDF.

use std::path::Path;

use store::Excepted;

use super::stage::*;
use crate::{EngineError, ExceptionWish, PackLanguage};

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn is_pdf(path: &Path) -> bool {
    std::fs::read(path).unwrap().starts_with(b"%PDF-1.7")
}

#[tokio::test]
async fn w12_the_pack_lists_everybody_looked_after_exceptions_and_runs_in_the_language_asked_for() {
    let (stage, client) = Stage::applied().await;
    let query = crate::MailboxQuery { limit: 1, ..Default::default() };
    let row = stage.engine.mailbox_window(client, query).await.unwrap().rows.remove(0);
    let wish = ExceptionWish { reason: "Court case".into(), owner: None, until: None };
    stage.engine.exception_set(client, vec![Excepted::Recipient(row.id)], wish).await.unwrap();
    let folder = stage.dir.path().join("pack");
    let made = stage.engine.handover(client, Some(PackLanguage::German), folder.clone()).await.unwrap();
    assert!(is_pdf(&made.pdf));
    let [mailboxes, exceptions, hand, runs] = made.csv.as_slice() else { panic!("{made:?}") };
    let managed = stage.engine.totals(client).await.unwrap().selected;
    assert_eq!(read(mailboxes).lines().count(), 1 + managed as usize);
    assert!(read(mailboxes).contains(&row.address));
    assert!(!read(mailboxes).contains(".onmicrosoft.com"), "an alias outside of the chosen domains is nobody's here");
    assert!(read(exceptions).contains("Court case"), "{}", read(exceptions));
    assert!(read(hand).starts_with("\u{feff}Objekt;"));
    assert_eq!(read(runs).lines().count(), 2, "{}", read(runs));
    // The other language is another file; nothing unfinished stays beside them.
    stage.engine.handover(client, Some(PackLanguage::English), folder.clone()).await.unwrap();
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names.len(), 10, "{names:?}");
    assert!(is_pdf(&folder.join("hand-over.pdf")));
}

#[cfg(unix)]
#[tokio::test]
async fn b7_a_pack_is_for_its_owner_alone_and_there_whole_or_not_at_all() {
    use std::os::unix::fs::PermissionsExt;
    let (stage, client) = Stage::chosen().await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = stage.dir.path().join("new");
    let made = stage.engine.handover(client, None, folder.clone()).await.unwrap();
    assert_eq!(mode(&folder), 0o700);
    for path in made.csv.iter().chain([&made.pdf]) {
        assert_eq!(mode(path), 0o600, "{}", path.display());
    }
    // The folder's place is a file: nothing can be written there.
    let taken = stage.dir.path().join("taken");
    std::fs::write(&taken, "mine").unwrap();
    let refused = stage.engine.handover(client, None, taken.clone()).await;
    assert!(matches!(refused, Err(EngineError::Output(_))), "{refused:?}");
    assert_eq!(read(&taken), "mine");
}

#[tokio::test]
async fn w6_a_plan_is_written_as_pdf_and_one_that_is_not_there_is_not() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let file = stage.dir.path().join("plan.pdf");
    stage.engine.plan_pdf_file(client, plan.id, file.clone()).await.unwrap();
    assert!(is_pdf(&file));
    let missing = stage.dir.path().join("none.pdf");
    stage.engine.plan_pdf_file(client, crate::PlanId(plan.id.0 + 1), missing.clone()).await.unwrap_err();
    assert!(!missing.exists());
}
