//! B7: after a whole journey no token, code or verifier is anywhere but in the vault.

use std::process::Command;

use base64::{Engine as _, engine::general_purpose};
use journeys::{
    cloud::Cloud,
    ctl::Ctl,
    desktop::Desktop,
    folder::read_all,
    search::Search,
    world::{ADMIN, CLIENT},
};
use practice::{Consent, Size};

/// The whole job with everything printed kept: standard output without the address for the browser, which is the
/// browser's, and standard error at its most talkative.
fn journey(ctl: &Ctl, tenant: &str) -> String {
    let mut printed = String::new();
    let mut run = |arguments: &[&str]| {
        let mut all = vec!["-vv"];
        all.extend_from_slice(arguments);
        let answer = ctl.run(&all);
        assert_eq!(answer.status, 0, "{arguments:?}: {}{}", answer.stdout, answer.stderr);
        printed.push_str(&answer.stdout);
        printed.push_str(&answer.stderr);
        answer.json
    };
    run(&["client", "add", CLIENT, "--tenant", tenant, "--gateway", "local"]);
    let (signed_in, page) = ctl.sign_in(CLIENT, ADMIN, Consent::Accept);
    run(&["fetch", CLIENT]);
    run(&["select", CLIENT, "--domains", "all", "--mailboxes", "all"]);
    let plan = run(&["plan", CLIENT])["plan"].to_string();
    run(&["apply", CLIENT, "--plan", &plan, "--approve-holds"]);
    run(&["sync", CLIENT]);
    run(&["recipients", CLIENT]);
    run(&["history", CLIENT]);
    let result = signed_in.stdout.lines().skip(1).collect::<String>();
    [printed, result, signed_in.stderr, page.page_text].concat()
}

/// Searches data folder (with gateway and logs) and everything printed.
fn search(cloud: &Cloud, ctl: &Ctl, printed: &str) {
    let issued = cloud.issued_secrets();
    assert!(issued.len() >= 6, "access and refresh tokens, code and verifier: {}", issued.len());
    let search = Search::for_all(&issued);
    assert_eq!(search.text("what was printed", printed.as_bytes()), Vec::<String>::new());
    assert_eq!(search.folder(ctl.data_dir()), Vec::<String>::new());
    let planted = general_purpose::STANDARD.encode(format!("token {}", issued[0]));
    assert_eq!(search.text("here", planted.as_bytes()).len(), 1, "the search finds what is there");
}

/// The entries of the keyring that are Tenantry's, as the Secret Service tells them.
fn entries(desktop: &Desktop) -> usize {
    let asked = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .args(["org.freedesktop.Secret.Service.SearchItems", "dict:string:string:service,Tenantry"])
        .envs(desktop.environment())
        .output()
        .unwrap();
    String::from_utf8_lossy(&asked.stdout).matches("/org/freedesktop/secrets/collection/").count()
}

#[test]
fn b7_with_the_keyring_no_secret_is_in_any_file_or_line_and_sign_out_empties_it() {
    let cloud = Cloud::start(Size::Small);
    let desktop = Desktop::with_keyring();
    let folder = tempfile::tempdir().unwrap();
    let ctl = Ctl::new(&folder.path().join("data"), &cloud.file(), desktop.environment());
    let printed = journey(&ctl, cloud.tenant_domain());
    search(&cloud, &ctl, &printed);
    // An index, and the token in pieces.
    assert!(entries(&desktop) >= 2, "{}", entries(&desktop));
    ctl.ok(&["sign-out", CLIENT]);
    assert_eq!(entries(&desktop), 0);
    let refused = ctl.run(&["fetch", CLIENT]);
    assert_eq!(refused.status, 3, "{}", refused.stdout);
}

#[test]
fn b7_with_the_encrypted_file_no_secret_is_in_any_file_or_line() {
    let cloud = Cloud::start(Size::Small);
    let folder = tempfile::tempdir().unwrap();
    let passphrase = "a passphrase of this test";
    let ctl = Ctl::with_file_vault(&folder.path().join("data"), &cloud.file(), passphrase);
    let printed = journey(&ctl, cloud.tenant_domain());
    search(&cloud, &ctl, &printed);
    read_all(ctl.data_dir(), &mut |path, bytes| {
        assert!(!String::from_utf8_lossy(bytes).contains(passphrase), "{}", path.display());
    })
    .unwrap();
    let wrong = Ctl::with_file_vault(ctl.data_dir(), &cloud.file(), "another one").run(&["fetch", CLIENT]);
    assert_eq!(wrong.json["error"]["code"], "vault-passphrase", "{}", wrong.stdout);
}
