//! B7: after a whole journey no token, code or verifier is anywhere but in the vault.

use std::process::Command;

use base64::{Engine as _, engine::general_purpose};
use journeys::{
    cloud::Cloud,
    ctl::Ctl,
    desktop::Desktop,
    folder::read_all,
    world::{ADMIN, CLIENT},
};
use practice::{Consent, Size};

/// Every way in which a secret may be written down.
fn forms(secret: &str) -> Vec<String> {
    let url: String = secret.bytes().map(|b| format!("%{b:02X}")).collect();
    let partly: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let hex: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
    let mut forms = vec![secret.to_owned(), url, partly, hex, secret.chars().rev().collect()];
    // A secret in the middle of something else is encoded at one of three phases; its inner part is the same.
    for lead in 0..3 {
        let shifted = "x".repeat(lead) + secret;
        let inner = |text: String| text.get(lead + 4..text.len() - 6).map(str::to_owned);
        forms.extend(inner(general_purpose::STANDARD.encode(&shifted)));
        forms.extend(inner(general_purpose::URL_SAFE_NO_PAD.encode(&shifted)));
    }
    forms
}

/// Looks for secrets in a text; tells where one was found, without the secret.
fn found(secrets: &[Vec<String>], place: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    // SQLite and JSON may break nothing up, but UTF-16 would hide a text from a plain search.
    let narrow: String = text.chars().filter(|c| *c != '\0').collect();
    let mut places = Vec::new();
    for (number, forms) in secrets.iter().enumerate() {
        if let Some(form) = forms.iter().position(|form| text.contains(form.as_str()) || narrow.contains(form.as_str()))
        {
            places.push(format!("secret {number} in form {form} in {place}"));
        }
    }
    places
}

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
    run(&["apply", CLIENT, "--plan", &plan]);
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
    let secrets: Vec<Vec<String>> = issued.iter().map(|secret| forms(secret)).collect();
    let mut places = found(&secrets, "what was printed", printed.as_bytes());
    let mut files = 0;
    read_all(ctl.data_dir(), &mut |path, bytes| {
        files += 1;
        places.extend(found(&secrets, &path.display().to_string(), bytes));
    })
    .unwrap();
    assert!(files > 10, "database, lock and gateway files");
    assert_eq!(places, Vec::<String>::new());
    let planted = general_purpose::STANDARD.encode(format!("token {}", issued[0]));
    assert_eq!(found(&secrets, "here", planted.as_bytes()).len(), 1, "the search finds what is there");
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
