//! Both scripts, read by parsers of their own languages.

use std::collections::BTreeSet;
use std::process::Command;

use proptest::prelude::*;
use tree_sitter::{Language, Node, Parser};

use super::*;

fn parsed(language: &Language, script: &str) -> tree_sitter::Tree {
    let mut parser = Parser::new();
    parser.set_language(language).unwrap();
    parser.parse(script, None).unwrap()
}

fn first_error(node: Node<'_>) -> Option<usize> {
    if node.is_error() || node.is_missing() {
        return Some(node.start_position().row + 1);
    }
    let mut cursor = node.walk();
    node.children(&mut cursor).find_map(first_error)
}

fn bash(script: &str) -> Option<usize> {
    first_error(parsed(&tree_sitter_bash::LANGUAGE.into(), script).root_node())
}

pub(super) fn powershell(script: &str) -> Option<usize> {
    first_error(parsed(&tree_sitter_powershell::LANGUAGE.into(), script).root_node())
}

/// Every script there is, for one name.
fn all(name: &str) -> Vec<(Registration<'_>, String, String)> {
    National::ALL
        .into_iter()
        .flat_map(|cloud| [false, true].map(|optional| Registration { cloud, name, optional }))
        .map(|r| (r, r.powershell(), r.azure_cli()))
        .collect()
}

/// The JSON between the lines of the here-document.
fn json_of(script: &str) -> serde_json::Value {
    let (_, rest) = script.split_once("JSON'\n").or_else(|| script.split_once("<<JSON\n")).unwrap();
    serde_json::from_str(rest.split_once("\nJSON\n").unwrap().0).unwrap()
}

#[test]
fn m9_both_scripts_are_sound_in_their_own_languages_for_every_cloud() {
    for (registration, ps, az) in all("Tenantry") {
        assert_eq!(powershell(&ps), None, "{registration:?}\n{ps}");
        assert_eq!(bash(&az), None, "{registration:?}\n{az}");
    }
    // The parsers do find what is broken.
    assert!(powershell("$a = @{ b = 'c'").is_some());
    assert!(bash("if true; then echo 'x").is_some());
}

#[test]
fn m9_the_scripts_read_as_reviewed() {
    let registration = Registration { optional: true, ..Registration::new(National::Global, "Tenantry") };
    insta::assert_snapshot!("powershell", registration.powershell());
    insta::assert_snapshot!("azure_cli", registration.azure_cli());
}

#[test]
fn m9_the_shell_itself_takes_the_azure_script() {
    for (registration, _, az) in all("It's “Tenantry” $(reboot) `x`") {
        let checked = Command::new("bash").args(["-n", "-c", &az]).output();
        let Ok(checked) = checked else {
            return; // No bash here, as on a plain Windows: the grammar above has spoken.
        };
        assert!(checked.status.success(), "{registration:?}: {}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn m9_the_scripts_name_exactly_our_permissions() {
    for (registration, ps, az) in all("Tenantry") {
        let wanted: BTreeSet<(String, String)> = registration
            .permissions()
            .iter()
            .map(|p| (p.resource_id.to_owned(), p.id.map_or("${exchange_managev2}".to_owned(), str::to_owned)))
            .collect();
        let mut named = BTreeSet::new();
        for resource in json_of(&az).as_array().unwrap() {
            for access in resource["resourceAccess"].as_array().unwrap() {
                assert_eq!(access["type"], "Scope");
                let pair = (resource["resourceAppId"].as_str().unwrap(), access["id"].as_str().unwrap());
                assert!(named.insert((pair.0.to_owned(), pair.1.to_owned())), "{pair:?} twice");
            }
        }
        assert_eq!(named, wanted);
        let ids = ps.matches("Type = 'Scope'").count();
        assert_eq!(ids, wanted.len());
        for p in registration.permissions() {
            assert!(ps.contains(p.id.unwrap_or("(Find-Scope ")), "{}", p.scope);
            assert!(ps.contains(p.resource_id) && ps.contains(&format!("# {}", p.scope)), "{}", p.scope);
        }
    }
}

#[test]
fn m9_every_permission_of_a_sign_in_is_registered_and_the_optional_ones_are_never_asked_for() {
    let registered = permissions();
    for asked in PERMISSIONS {
        assert!(registered.iter().any(|r| r.scope == asked.scope && !r.optional), "{}", asked.scope);
    }
    for word in crate::identity::ALWAYS.split(' ') {
        assert!(registered.iter().any(|r| r.scope == word && !r.optional), "{word}");
    }
    for optional in registered.iter().filter(|r| r.optional) {
        assert!(PERMISSIONS.iter().all(|p| p.scope != optional.scope), "{}", optional.scope);
    }
    let ids: BTreeSet<_> = registered.iter().map(|r| (r.resource_id, r.id)).collect();
    assert_eq!(ids.len(), registered.len());
    for id in registered.iter().filter_map(|r| r.id).chain(registered.iter().map(|r| r.resource_id)) {
        assert!(crate::text::guid(id).is_some(), "{id}");
    }
}

#[test]
fn m9_the_registered_address_is_the_one_that_the_loopback_sends() {
    assert_eq!(REDIRECT, format!("http://localhost{}", crate::loopback::PATH));
    for (_, ps, az) in all("Tenantry") {
        assert!(ps.contains(&format!("'{REDIRECT}'")) && az.contains(REDIRECT));
        assert!(ps.contains(AUDIENCE) && az.contains(AUDIENCE));
    }
}

#[test]
fn m9_each_cloud_is_registered_in_its_own_place() {
    for (cloud, environment, azure, portal) in [
        (National::Global, "Global", "AzureCloud", "portal.azure.com"),
        (National::Gcc, "Global", "AzureCloud", "portal.azure.com"),
        (National::GccHigh, "USGov", "AzureUSGovernment", "portal.azure.us"),
        (National::Dod, "USGovDoD", "AzureUSGovernment", "portal.azure.us"),
        (National::China, "China", "AzureChinaCloud", "portal.azure.cn"),
    ] {
        let registration = Registration::new(cloud, "Tenantry");
        assert!(registration.powershell().contains(&format!("-Environment {environment} ")), "{cloud:?}");
        assert!(registration.azure_cli().contains(&format!("--name {azure}\n")), "{cloud:?}");
        assert!(registration.portal().ends_with(portal), "{cloud:?}");
    }
}

/// What a verbatim string of PowerShell stands for.
fn verbatim(literal: &str) -> Option<String> {
    let quote = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}');
    let mut inner = literal.strip_prefix('\'')?.strip_suffix('\'')?.chars().peekable();
    let mut out = String::new();
    while let Some(c) = inner.next() {
        if quote(c) && inner.next_if(|&next| quote(next)).is_none() {
            return None; // A lone quote would have ended the string.
        }
        out.push(c);
    }
    Some(out)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn m9_a_name_of_any_letters_stays_one_harmless_word(
        name in prop_oneof!["[ -~]{0,40}", "['\u{2018}\u{2019}\u{201A}\u{201B}\"`$;|&()@#\\\\\n -]{0,24}", ".{0,40}"]
    ) {
        let registration = Registration::new(National::Global, &name);
        let ps = powershell::quoted(&registration.shown_name());
        prop_assert_eq!(verbatim(&ps), Some(registration.shown_name()));
        let line = format!("-DisplayName {ps} `\n");
        prop_assert!(registration.powershell().contains(&line));
        prop_assert_eq!(bash(&registration.azure_cli()), None);
        let echoed = Command::new("bash")
            .args(["-c", &format!("printf %s {}", azure_cli::quoted(&registration.shown_name()))])
            .output();
        if let Ok(echoed) = echoed {
            prop_assert_eq!(String::from_utf8_lossy(&echoed.stdout), registration.shown_name());
        }
    }
}
