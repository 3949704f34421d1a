//! The house keeps its own rules: direction, size, headers, and nothing of the machine it was built on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every file that git would keep, with its text; binary files are left out.
fn sources() -> Vec<(String, String)> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    let names = String::from_utf8(listed.stdout).unwrap();
    let read = |name: &str| Some((name.to_owned(), fs::read_to_string(root().join(name)).ok()?));
    let found: Vec<_> = names.lines().filter_map(read).collect();
    assert!(found.len() > 50, "git lists the sources");
    found
}

fn production(text: &str) -> usize {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().lines().count()
}

#[test]
fn members_depend_only_on_what_the_house_allows() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("tenantry-model", &[][..]),
        ("tenantry-microsoft", &["tenantry-model"]),
        ("tenantry-dns", &["tenantry-model"]),
        ("tenantry-gateway", &["tenantry-model"]),
        ("tenantry-handover", &["tenantry-model"]),
        ("tenantry-archive", &["tenantry-model"]),
        ("tenantry-store", &["tenantry-model"]),
        ("tenantry-signin", &[]),
        ("tenantry-practice", &[]),
        (
            "tenantry-engine",
            &[
                "tenantry-model",
                "tenantry-archive",
                "tenantry-dns",
                "tenantry-microsoft",
                "tenantry-signin",
                "tenantry-gateway",
                "tenantry-handover",
                "tenantry-store",
            ],
        ),
        ("tenantry-api", &["tenantry-engine", "tenantry-model"]),
        ("tenantry-cli", &["tenantry-api", "tenantry-practice"]),
        ("tenantry", &["tenantry-api", "tenantry-practice"]),
        ("journeys", &["tenantry-api", "tenantry-practice"]),
        ("xtask", &[]),
        // It measures the rooms one by one, so it may look into each.
        (
            "tenantry-bench",
            &[
                "tenantry-engine",
                "tenantry-gateway",
                "tenantry-microsoft",
                "tenantry-model",
                "tenantry-practice",
                "tenantry-signin",
                "tenantry-store",
            ],
        ),
    ]);
    let owners: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("tauri", &["tenantry"][..]),
        ("rusqlite", &["tenantry-store", "tenantry-gateway", "journeys", "tenantry-bench"]),
        ("keyring", &["tenantry-signin"]),
        ("oauth2", &["tenantry-signin"]),
    ]);
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert_eq!(packages.len(), allowed.len(), "every member stands in this test");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let used: BTreeSet<&str> = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| d["kind"] != "dev")
            .map(|d| d["name"].as_str().unwrap())
            .collect();
        for dependency in used {
            if dependency.starts_with("tenantry") || dependency == "journeys" {
                assert!(allowed[name].contains(&dependency), "{name} must not depend on {dependency}");
            }
            if let Some(owners) = owners.get(dependency) {
                assert!(owners.contains(&name), "{name} must not depend on {dependency}");
            }
        }
    }
}

#[test]
fn every_rust_module_opens_with_a_sentence_and_stays_within_its_room() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        if Path::new(&name).extension().is_some_and(|e| e == "rs") {
            if !text.starts_with("//!") {
                faults.push(format!("{name} does not open with a `//!` sentence"));
            }
            if production(&text) > 400 {
                faults.push(format!("{name} has {} lines: split it by operation", production(&text)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn page_files_stay_within_their_room() {
    let too_long: Vec<_> = sources()
        .into_iter()
        .filter(|(name, _)| name.starts_with("ui/src/") && !name.ends_with("bindings.ts"))
        .filter(|(name, text)| (name.ends_with(".ts") || name.ends_with(".tsx")) && text.lines().count() > 200)
        .map(|(name, text)| format!("{name}: {} lines", text.lines().count()))
        .collect();
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}

#[test]
fn only_the_host_folder_of_the_page_knows_the_desktop() {
    for (name, text) in sources() {
        if name.starts_with("ui/src/") && !name.starts_with("ui/src/host/") {
            assert!(!text.contains("@tauri-apps/"), "{name} imports the desktop");
        }
    }
}

#[test]
fn nothing_is_left_unfinished_and_nothing_names_the_machine() {
    // Built from pieces, so that this file does not find itself.
    let words = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
        ["/ro", "ot/"].concat(),
        ["/wo", "rk/"].concat(),
    ];
    for (name, text) in sources() {
        if name == "LICENSE" || name.ends_with(".lock") || name.ends_with("package-lock.json") {
            continue;
        }
        for word in &words {
            assert!(!text.contains(word.as_str()), "{name} contains {word}");
        }
    }
}

#[test]
fn the_page_may_call_exactly_the_commands_of_the_core() {
    let text = fs::read_to_string(root().join("src-tauri/capabilities/main.json")).unwrap();
    let capability: Value = serde_json::from_str(&text).unwrap();
    let allowed: Vec<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p.as_str()?.strip_prefix("allow-").map(|name| name.replace('-', "_")))
        .collect();
    assert_eq!(allowed, api::bindings::command_names());
}

#[test]
fn every_rule_number_can_be_found_in_the_architecture() {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let numbers = [("R", 1..=17), ("M", 1..=9), ("B", 1..=8), ("W", 0..=13), ("S", 1..=4), ("G", 1..=4)];
    for (letter, range) in numbers {
        for number in range {
            let rule = format!("{letter}{number}");
            let found = text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == rule);
            assert!(found, "docs/ARCHITECTURE.md does not name {rule}");
        }
    }
}

#[test]
fn every_rule_has_its_tests_and_every_test_that_is_named_is_there() {
    let text = fs::read_to_string(root().join("docs/RULES.md")).unwrap();
    let rows: BTreeMap<&str, &str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .filter(|(rule, rest)| rule.len() < 4 && rest.ends_with('|') && rest.matches(" | ").count() == 1)
        .collect();
    let rules = (1..=17).map(|n| format!("R{n}")).chain((1..=8).map(|n| format!("B{n}")));
    let tests: BTreeSet<String> = sources()
        .into_iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|e| e == "rs"))
        .flat_map(|(_, text)| text.lines().filter_map(test_name).collect::<Vec<_>>())
        .collect();
    let is_test = |word: &&str| word.contains('_') && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let named = |row: &str| row.split('`').skip(1).step_by(2).filter(is_test).map(str::to_owned).collect::<Vec<_>>();
    for rule in rules {
        let row = rows.get(rule.as_str()).unwrap_or_else(|| panic!("docs/RULES.md has no row for {rule}"));
        assert!(!named(row).is_empty(), "{rule} names no test");
    }
    for (rule, row) in rows {
        for test in named(row) {
            assert!(tests.contains(&test), "{rule}: there is no test {test}");
        }
    }
}

fn test_name(line: &str) -> Option<String> {
    let (_, name) = line.trim_start().split_once("fn ").filter(|(start, _)| ["", "async ", "pub "].contains(start))?;
    Some(name.split('(').next()?.to_owned())
}
