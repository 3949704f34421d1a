//! Connecting through `tenantryctl`: approval, a code for another device, the registration, and a kind decided by hand.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Stdio},
};

use journeys::{
    cloud::{CloudProcess, play},
    world::{ADMIN, CLIENT, World},
};
use practice::{Consent, Person};
use reqwest::Method;
use serde_json::{Value, json};

fn cloud() -> (CloudProcess, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (CloudProcess::start(folder.path(), "small"), folder)
}

fn admin() -> Person {
    Person { account: ADMIN.to_owned(), consent: Consent::Accept }
}

/// Begins a command that first says where a person has to go; gives what it said and what it says at its end.
fn with_person(mut child: Child, person: impl FnOnce(&Value)) -> Value {
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    person(&serde_json::from_str(&first).unwrap_or_else(|_| panic!("{first:?} is no JSON")));
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    let status = child.wait().unwrap();
    assert!(status.success(), "{rest}");
    serde_json::from_str(&rest).unwrap_or_else(|_| panic!("{rest:?} is no JSON"))
}

fn approve(world: &World) {
    let child = world.ctl.command(&["approve", CLIENT, "--no-browser"]).spawn().unwrap();
    let approved = with_person(child, |told| {
        let url = told["approve_url"].as_str().unwrap();
        assert!(url.contains("/adminconsent?"), "{url}");
        let shown = play(url, &admin()).page_text;
        assert!(shown.contains("approved"), "{shown}");
    });
    assert_eq!(approved, json!({ "approved": true }));
}

#[test]
fn m2_an_approval_and_a_code_typed_elsewhere_connect_a_server_without_a_browser() {
    let (cloud, _folder) = cloud();
    let world = World::with_client(&cloud.file, &cloud.tenant_domain);
    approve(&world);
    let child = world.ctl.command(&["sign-in", CLIENT, "--device-code", "--no-browser"]).spawn().unwrap();
    let signed_in = with_person(child, |told| {
        let (code, uri) = (told["user_code"].as_str().unwrap(), told["verification_uri"].as_str().unwrap());
        let typed = tokio::runtime::Runtime::new().unwrap().block_on(practice::play_device(uri, code, &admin()));
        typed.unwrap();
    });
    assert_eq!(signed_in["account"], ADMIN);
    assert_eq!(signed_in["missing_scopes"], json!([]));
    let checks = signed_in["checks"].as_array().unwrap();
    assert!(checks.len() == 6 && checks.iter().all(|check| check["ok"] == true), "{signed_in}");
    let fetched = world.ctl.ok(&["fetch", CLIENT]);
    assert_eq!(fetched["kinds_from"], "exchange");
}

#[test]
fn m4_a_challenge_is_answered_by_the_next_sign_in_though_no_browser_can_be_opened() {
    let (cloud, _folder) = cloud();
    let world = World::with_client(&cloud.file, &cloud.tenant_domain);
    let sign_in = || {
        let mut command = world.ctl.command(&["sign-in", CLIENT]);
        let child = command.env("PATH", "").env_remove("BROWSER").stderr(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        with_person(child, |told| {
            told["authorize_url"].as_str().unwrap().clone_into(&mut address);
            assert!(play(&address, &admin()).callback_url.is_some());
        });
        address
    };
    assert!(!sign_in().contains("claims="));
    cloud.control(Method::POST, "settings", &json!({ "faults": [{ "class": "users", "how": "claims" }] }));
    let refused = world.ctl.run(&["fetch", CLIENT]);
    assert_eq!((refused.status, &refused.json["error"]["code"]), (3, &json!("claims-challenge")));
    assert!(sign_in().contains("claims="), "another process told of it");
    assert!(world.ctl.ok(&["fetch", CLIENT])["recipients"].as_u64() > Some(0));
    assert!(!sign_in().contains("claims="), "it was answered");
}

#[test]
fn m9_the_registration_is_shown_set_and_taken_back_per_cloud() {
    let (cloud, _folder) = cloud();
    let world = World::with_client(&cloud.file, &cloud.tenant_domain);
    let own = world.ctl.ok(&["registration"]);
    assert_eq!((&own["cloud"], &own["source"]), (&json!("practice"), &json!("cloud-file")));
    let guide = world.ctl.ok(&["registration", "--cloud-name", "gcc-high"]);
    assert_eq!((&guide["client_id"], &guide["source"]), (&Value::Null, &Value::Null));
    assert!(guide["powershell"].as_str().unwrap().contains("a154be20-db9c-4678-8ab7-66f6cc099a59"), "{guide}");
    let id = "11111111-2222-4333-8444-555555555555";
    let set = world.ctl.ok(&["registration", "--cloud-name", "gcc-high", "--set", id]);
    assert_eq!((&set["client_id"], &set["source"]), (&json!(id), &json!("setting")));
    let refused = world.ctl.run(&["registration", "--cloud-name", "gcc-high", "--set", "tenantry"]);
    assert_eq!((refused.status, &refused.json["error"]["code"]), (2, &json!("bad-client-id")));
    let back = world.ctl.ok(&["registration", "--cloud-name", "gcc-high", "--set", "none"]);
    assert_eq!(back["client_id"], Value::Null);
}

#[test]
fn m5_a_kind_that_is_decided_by_hand_stands_until_it_is_left_to_microsoft_again() {
    let (cloud, _folder) = cloud();
    let world = World::selected(&cloud.file, &cloud.tenant_domain);
    let decided = world.ctl.ok(&["kind", CLIENT, "orders@larkdeli.example", "room"]);
    assert_eq!((&decided["kind"], &decided["kind_source"]), (&json!("room"), &json!("technician")));
    world.ctl.ok(&["fetch", CLIENT, "--full"]);
    let listed = world.ctl.ok(&["recipients", CLIENT])["recipients"].as_array().unwrap().clone();
    let info = listed.iter().find(|r| r["primary"] == "info@larkfield.example").unwrap();
    assert_eq!(info["kind"], "room");
    let back = world.ctl.ok(&["kind", CLIENT, "info@larkfield.example", "auto"]);
    assert_eq!((&back["kind"], &back["kind_source"]), (&json!("shared"), &json!("exchange")));
    for wrong in [["nobody@larkfield.example", "room"], ["info@larkfield.example", "sofa"]] {
        assert_eq!(world.ctl.run(&["kind", CLIENT, wrong[0], wrong[1]]).status, 2, "{wrong:?}");
    }
}
