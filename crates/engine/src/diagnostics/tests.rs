//! W11: nothing of anybody leaves with diagnostics or bundle, and the log stays within its bounds.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::log::safe_line;
use super::log_file::every;
use super::pseudonym::Pseudonyms;
use super::{LOG, LogFile, Machine};
use crate::tests::stage::{ADMIN, DOMAINS, PERSON, Stage};
use crate::{Approval, WINDOW};

const MACHINE: Machine = Machine { system: String::new(), vault: "memory" };

fn everything(bundle: &super::Bundle) -> String {
    bundle.parts.iter().map(|part| part.text.to_lowercase()).collect()
}

/// Every name, address, domain and id that the tenant and the client have.
async fn known(stage: &Stage, client: store::ClientId) -> BTreeSet<String> {
    let mut all = BTreeSet::from([ADMIN, PERSON, "Larkfield", stage.practice.tenant_id()].map(str::to_owned));
    let status = stage.engine.client(client).await.unwrap();
    let tenant = status.record.tenant.unwrap();
    all.extend([tenant.name, tenant.initial_domain].into_iter().flatten());
    all.extend(status.record.gateway_identity);
    all.extend(status.record.sign_in.and_then(|sign_in| sign_in.object_id));
    all.insert(stage.dir.path().display().to_string());
    all.extend(stage.engine.domains(client).await.unwrap().into_iter().map(|domain| domain.facts.name.to_string()));
    let mut after = None;
    loop {
        let page = stage.engine.recipients_page(client, after, WINDOW).await.unwrap();
        let Some(last) = page.last() else { return all };
        after = Some(last.recipient.id);
        for row in page {
            let recipient = row.recipient;
            all.insert(recipient.id.to_string());
            all.insert(recipient.name.clone());
            for address in std::iter::once(&recipient.primary).chain(&recipient.aliases) {
                all.insert(address.to_string());
                all.insert(address.as_str().split('@').next().unwrap().to_owned());
            }
        }
    }
}

#[tokio::test]
async fn w11_nothing_of_a_tenant_is_in_the_bundle() {
    // Everybody is in a step of the newest plan.
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let known = known(&stage, client).await;
    assert!(known.len() > 50, "{}", known.len());
    // The log of a day on which everything was named.
    let mut log = LogFile::open(stage.dir.path().join(LOG)).unwrap();
    for word in &known {
        let line = json!({
            "timestamp": "2026-11-22T08:00:00Z", "level": "WARN", "target": "tenantry_engine::sync",
            "fields": { "message": "a sync did not come to its end", "error": word, "client": "1" },
            "span": { "name": word },
        });
        writeln!(log, "{line}\n{word}").unwrap();
    }
    let bundle = stage.engine.bundle_make(&MACHINE).await.unwrap();
    let text = everything(&bundle);
    // Words of one or two letters are in any text; "info" and the like are ours.
    let ours = ["info", "users", "sales", "user", "room", "shared", "reports", "support", "archive", "group", "list"];
    for word in known.iter().map(|word| word.to_lowercase()).filter(|word| word.len() > 3) {
        assert!(ours.contains(&word.as_str()) || !text.contains(&word), "{word} is in the bundle");
    }
    assert!(text.contains("a sync did not come to its end"));
    assert!(text.contains("mailbox-") && text.contains("domain-"), "{}", plan.ready);
    // What is written is what was shown.
    let path = stage.dir.path().join("bundle.zip");
    stage.engine.bundle_write(&MACHINE, path.clone()).await.unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    assert_eq!(archive.len(), bundle.parts.len());
    for part in &bundle.parts {
        let mut text = String::new();
        archive.by_name(part.name).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, part.text);
    }
}

#[tokio::test]
async fn w11_one_name_has_one_pseudonym_in_a_bundle_and_another_in_the_next() {
    let (stage, client) = Stage::chosen().await;
    stage.engine.make_plan(client).await.unwrap();
    let keys = |bundle: &super::Bundle| -> Vec<String> {
        let plans = bundle.parts.iter().find(|part| part.name == "plans.json").unwrap();
        let plans: Value = serde_json::from_str(&plans.text).unwrap();
        let steps = plans[0]["steps"].as_array().unwrap();
        steps.iter().map(|step| step["key"].as_str().unwrap().to_owned()).collect()
    };
    let (first, second) = (
        keys(&stage.engine.bundle_make(&MACHINE).await.unwrap()),
        keys(&stage.engine.bundle_make(&MACHINE).await.unwrap()),
    );
    assert_eq!(first.len(), second.len());
    assert!(first.iter().all(|key| !second.contains(key)));
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), first.len());
    let domains: BTreeSet<_> = first.iter().filter_map(|key| key.split_once('@')).map(|(_, domain)| domain).collect();
    assert!(!domains.is_empty() && domains.len() <= DOMAINS.len());
    assert!(domains.iter().all(|domain| first.iter().any(|key| key == domain)), "a domain's own step has its name");
}

#[tokio::test]
async fn w11_diagnostics_count_and_name_nobody() {
    let (stage, client) = Stage::chosen().await;
    stage.plan_and_apply(client, Approval::None).await;
    let text = stage.engine.diagnostics(&MACHINE).await.unwrap();
    for line in
        ["Clients: 1", "  connected: 1", "  in practice: 1", "  with a gateway of the kind local: 1", "Secrets: memory"]
    {
        assert!(text.lines().any(|one| one == line), "{line} in\n{text}");
    }
    assert!(text.contains(&format!("schema {}", store::SCHEMA)));
    let low = text.to_lowercase();
    for word in known(&stage, client).await.iter().filter(|word| word.len() > 5) {
        assert!(!low.contains(&word.to_lowercase()), "{word} in\n{text}");
    }
}

#[test]
fn w11_the_log_is_bounded_in_size_and_number() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(LOG);
    let mut log = LogFile::open_bounded(path.clone(), 1_000).unwrap();
    for number in 0..1_000 {
        writeln!(log, "{number:0>60}").unwrap();
    }
    let files: Vec<_> = every(&path).into_iter().filter(|file| file.exists()).collect();
    assert_eq!(files.len(), 5);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 5);
    for file in &files {
        let data = file.metadata().unwrap();
        assert!(data.len() <= 1_000, "{}", data.len());
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&data.permissions()) & 0o777, 0o600);
    }
    // Nothing between the newest and the oldest is missing.
    let text: String = files.iter().rev().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let numbers: Vec<u32> = text.lines().map(|line| line.trim_start_matches('0').parse().unwrap_or(0)).collect();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1));
    assert_eq!(numbers.last(), Some(&999));
}

#[test]
fn w11_a_log_goes_on_where_the_last_start_ended() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(LOG);
    for line in ["first\n", "second\n"] {
        LogFile::open_bounded(path.clone(), 8).unwrap().write_all(line.as_bytes()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "second\n");
    assert_eq!(std::fs::read_to_string(&every(&path)[1]).unwrap(), "first\n");
}

proptest! {
    #[test]
    fn w11_no_value_of_a_line_leaves(
        secret in "[A-Za-z]{4,12}[@. ][A-Za-z0-9-]{4,20}\\.example",
        target in prop_oneof![Just("tenantry_store::plan"), Just("hyper::client"), Just("tenantry_evil::Anna")],
        field in "[a-z]{1,10}",
        shape in 0..4_u8,
    ) {
        let value = match shape {
            0 => json!(secret),
            1 => json!([secret]),
            2 => json!({ &secret: 1 }),
            _ => json!(format!("it failed: {secret}")),
        };
        let fields = if target == "tenantry_store::plan" {
            json!({ "message": "fixed words", field.clone(): if field == "message" { json!("fixed words") } else { value } })
        } else {
            json!({ "message": secret, field: value })
        };
        let line = json!({ "timestamp": secret, "level": secret, "target": target, "fields": fields, "spans": [secret] });
        for line in [line.to_string(), format!("{secret} {line}")] {
            prop_assert!(!safe_line(&line, &Pseudonyms::new()).contains(&secret));
        }
    }
}

/// What stands between the parentheses of a call that begins before `text`.
fn arguments(text: &str) -> &str {
    let (mut depth, mut quoted) = (1, false);
    for (at, sign) in text.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

#[test]
fn w11_messages_of_our_log_are_fixed_words() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders = vec![crates.to_owned(), crates.parent().unwrap().join("src-tauri")];
    let mut found = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|ending| ending != "rs") || path.ends_with("diagnostics/tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for level in ["error", "warn", "info", "debug"] {
                for call in text.split(&format!("tracing::{level}!(")).skip(1) {
                    let call = arguments(call);
                    found += 1;
                    let words: Vec<&str> = call.split('"').skip(1).step_by(2).collect();
                    assert!(words.iter().all(|words| !words.contains('{')), "{}: {call}", path.display());
                }
            }
        }
    }
    assert!(found > 20, "{found}");
}
