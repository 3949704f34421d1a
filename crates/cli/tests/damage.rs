//! What the command line says before any tenant is asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::{Command, Output};

fn run(data: &std::path::Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenantryctl"))
        .arg("--data-dir")
        .arg(data)
        .args(["--vault", "memory"])
        .args(words)
        .output()
        .unwrap()
}

#[test]
fn b6_a_damaged_database_is_kept_aside_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tenantry.db"), "This is no database. ".repeat(100)).unwrap();
    let answer = run(folder.path(), &["--json", "client", "list"]);
    let words = String::from_utf8_lossy(&answer.stderr);
    assert!(words.contains("The database was damaged") && words.contains("tenantry.db.damaged-"), "{words}");
    serde_json::from_slice::<serde_json::Value>(&answer.stdout).unwrap();
    let again = run(folder.path(), &["--json", "client", "list"]);
    assert!(again.stderr.is_empty());
}
