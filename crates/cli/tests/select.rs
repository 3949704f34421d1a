//! A selection is stored as a whole or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Command, Stdio},
};

use practice::{Consent, Options, Person, Practice, Size, play};
use serde_json::Value;

fn command(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantryctl"));
    command.env("TENANTRY_VAULT_PASSPHRASE", "one of a test");
    command.arg("--data-dir").arg(data.join("data")).arg("--cloud").arg(data.join("cloud.json"));
    command.args(["--vault", "file", "--json"]).args(words);
    command
}

fn run(data: &Path, words: &[&str]) -> (Option<i32>, Value) {
    let answer = command(data, words).output().unwrap();
    (answer.status.code(), serde_json::from_slice(&answer.stdout).unwrap())
}

async fn sign_in(data: &Path) {
    let mut ctl = command(data, &["sign-in", "Larkfield", "--no-browser"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(ctl.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    let person = Person { account: "admin@larkfield.example".to_owned(), consent: Consent::Accept };
    play(told["authorize_url"].as_str().unwrap(), &person).await.unwrap();
    out.read_to_string(&mut line).unwrap();
    assert!(ctl.wait().unwrap().success(), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_with_a_mistake_anywhere_stores_nothing() {
    let practice = Practice::start(Options { size: Size::Small, ..Options::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    std::fs::write(data.join("cloud.json"), serde_json::to_string(&practice.cloud()).unwrap()).unwrap();
    run(data, &["client", "add", "Larkfield", "--tenant", practice.tenant_domain(), "--gateway", "local"]);
    sign_in(data).await;
    run(data, &["fetch", "Larkfield"]);
    let list = |name: &str, line: &str| {
        let file = data.join(name);
        std::fs::write(&file, format!("address\n{line}\n")).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let wrong = list("wrong.csv", "nobody@larkfield.example");
    let right = list("right.csv", "van@larkfield.example");
    for (domains, file, code) in [
        ("all", &wrong, "unknown-address"),
        ("larkfield.example,nowhere.example", &right, "unknown-domain"),
        ("larkfieldfoods.onmicrosoft.com", &right, "domain-refused"),
    ] {
        let words = ["select", "Larkfield", "--domains", domains, "--mailboxes", file, "--services", "archiving"];
        let (status, answer) = run(data, &words);
        assert_eq!((status, answer["error"]["code"].as_str()), (Some(2), Some(code)), "{answer}");
        let (_, stored) = run(data, &["select", "Larkfield"]);
        assert_eq!((stored["domains"].as_u64(), stored["mailboxes"].as_u64()), (Some(0), Some(0)), "{code}");
    }
    let (status, stored) = run(data, &["select", "Larkfield", "--domains", "all", "--mailboxes", &right]);
    assert_eq!((status, stored["mailboxes"].as_u64()), (Some(0), Some(1)), "the domains count for the list, too");
    practice.stop().await;
}
