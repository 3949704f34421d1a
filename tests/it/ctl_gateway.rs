//! A client's gateway by `tenantryctl --json`: Mail Assure through the whole job, another gateway, and what refuses.

use std::collections::BTreeMap;

use journeys::{
    cloud::Cloud,
    ctl::Ctl,
    gateway_rows::content,
    postgres::{OWNER, PostgresServer},
    world::{ADMIN, CLIENT},
};
use practice::{Consent, Edit, Size};
use serde_json::{Value, json};

const PASSPHRASE: &str = "a passphrase of the tests";

/// A client whose credentials stand in the environment.
pub(crate) struct Journey {
    pub ctl: Ctl,
    pub cloud: Cloud,
    pub folder: tempfile::TempDir,
}

impl Journey {
    /// As the panel's administrator.
    pub fn new() -> Self {
        let cloud = Cloud::start(Size::Small);
        let account = cloud.panel_accounts()[0].clone();
        Self::by(cloud, &account.user, &account.password)
    }

    pub fn by(cloud: Cloud, user: &str, password: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { ctl: ctl(&cloud, &folder, user, password), cloud, folder }
    }

    pub fn panel(&self) -> String {
        format!("mail-assure:{}", self.cloud.panel_url())
    }

    pub fn add(&self, gateway: &str) {
        let tenant = self.cloud.tenant_domain();
        self.ctl.ok(&["client", "add", CLIENT, "--tenant", tenant, "--gateway", gateway]);
    }

    /// Signed in, read, and selected whole.
    pub fn select(&self) {
        let (answer, _) = self.ctl.sign_in(CLIENT, ADMIN, Consent::Accept);
        assert_eq!(answer.status, 0, "{}{}", answer.stdout, answer.stderr);
        self.ctl.ok(&["fetch", CLIENT]);
        self.ctl.ok(&["select", CLIENT, "--domains", "all", "--mailboxes", "all"]);
    }

    pub fn apply(&self) -> (Value, Value) {
        let plan = self.ctl.ok(&["plan", CLIENT]);
        let applied = self.ctl.ok(&["apply", CLIENT, "--plan", &plan["plan"].to_string(), "--approve-holds"]);
        (plan, applied)
    }

    /// What a command that must fail says: its status and its error.
    pub fn refused(&self, arguments: &[&str]) -> (i32, Value) {
        let answer = self.ctl.run(arguments);
        assert_ne!(answer.status, 0, "{arguments:?}: {}", answer.stdout);
        (answer.status, answer.json["error"].clone())
    }
}

fn ctl(cloud: &Cloud, folder: &tempfile::TempDir, user: &str, password: &str) -> Ctl {
    let environment = [
        ("TENANTRY_VAULT_PASSPHRASE", PASSPHRASE),
        ("TENANTRY_GATEWAY_USER", user),
        ("TENANTRY_GATEWAY_PASSWORD", password),
        ("TENANTRY_OUTGOING_PASSWORD", "a password for sending"),
    ];
    let environment: BTreeMap<_, _> = environment.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    Ctl::with_file_vault(&folder.path().join("data"), &cloud.file(), PASSPHRASE).with(environment)
}

fn count(counts: &Value) -> u64 {
    counts.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

#[test]
fn g3_the_whole_job_on_mail_assure_ends_in_a_list_for_a_person_and_a_sync_that_needs_nothing() {
    let journey = Journey::new();
    journey.add(&journey.panel());
    let tested = journey.ctl.ok(&["gateway", "test", CLIENT]);
    assert!(tested["description"].as_str().unwrap().contains("msp@practice.example"), "{tested}");
    journey.select();
    let (plan, applied) = journey.apply();
    assert!(count(&plan["by_hand"]) > 20, "G1: told beforehand: {}", plan["by_hand"]);
    let mailbox = |step: &&Value| step["by_hand"].as_array().unwrap().contains(&json!("mailbox"));
    let listed = plan["steps"].as_array().unwrap().iter().filter(mailbox).count();
    assert_eq!(json!(listed), plan["by_hand"]["mailbox"]);
    assert_eq!((&applied["failed"], &applied["verified"]), (&json!([]), &applied["done"]));

    let waits = journey.ctl.ok(&["by-hand", "list", CLIENT]);
    assert_eq!(waits["total"], json!(count(&plan["by_hand"])), "after it the list says the same");
    assert_eq!(waits["settings"].as_array().unwrap().len() as u64, count(&plan["by_hand"]));
    let file = journey.folder.path().join("mailboxes.csv");
    journey.ctl.ok(&["by-hand", "csv", CLIENT, "--out", file.to_str().unwrap()]);
    let csv = std::fs::read_to_string(&file).unwrap();
    assert!(csv.lines().count() > listed, "{csv}");
    let regions = journey.ctl.ok(&["by-hand", "done", CLIENT, "--all", "--setting", "mailbox"]);
    assert_eq!(regions["done"], json!(listed));
    assert_eq!(journey.ctl.ok(&["by-hand", "done", CLIENT, "--all"])["waiting"], 0);
    let done = journey.ctl.ok(&["by-hand", "list", CLIENT, "--done"]);
    assert!(done["settings"].as_array().unwrap().iter().all(|row| row["done_at"].is_string()), "{done}");

    journey.ctl.ok(&["gateway", "password", CLIENT, "--domain", "larkfield.example"]);
    assert!(!journey.cloud.panel_domains()["larkfield.example"].outgoing_users.is_empty());

    let again = |journey: &Journey| {
        journey.cloud.panel_count_anew();
        let synced = journey.ctl.ok(&["sync", CLIENT]);
        assert_eq!((&synced["plan"]["counts"]["create"], &synced["apply"]), (&json!(0), &Value::Null), "{synced}");
        journey.cloud.panel_counts().total
    };
    let calls = again(&journey);
    for n in 0..10 {
        journey.cloud.upsert_user(&format!("more{n}@larkfield.example"), &Edit::default()).unwrap();
    }
    journey.ctl.ok(&["sync", CLIENT]);
    assert_eq!(again(&journey), calls, "P6: calls do not depend on mailboxes");
}

#[test]
fn g1_a_client_moves_to_mail_assure_and_back_after_a_dry_comparison() {
    let journey = Journey::new();
    journey.add("local");
    journey.select();
    let (_, first) = journey.apply();
    let kept = content(&journey.ctl.data_dir().join("gateway"));
    journey.cloud.panel_edit(|domains| {
        domains.entry("larkdeli.example".to_owned()).or_default().owner = "other@practice.example".to_owned();
    });
    let compared = journey.ctl.ok(&["gateway", "compare", CLIENT, "--gateway", &journey.panel()]);
    let state = |name: &str| {
        let domains = compared["domains"].as_array().unwrap();
        domains.iter().find(|domain| domain["domain"] == name).unwrap()["state"].clone()
    };
    assert_eq!((state("larkfield.example"), state("larkdeli.example")), (json!("missing"), json!("another")), "R15");
    assert_eq!((&compared["moves"], &compared["recipients"]), (&json!(true), &Value::Null));
    assert_eq!(journey.cloud.panel_domains().len(), 1, "nothing was made");

    let changed = journey.ctl.ok(&["gateway", "change", CLIENT, "--gateway", &journey.panel()]);
    assert_eq!((&changed["kind"], &changed["user"]), (&json!("mail-assure"), &json!("msp@practice.example")));
    let (status, error) = journey.refused(&["undo", CLIENT, "--run", &first["run"].to_string()]);
    assert_eq!((status, &error["code"]), (6, &json!("other-gateway")), "{error}");
    let (plan, applied) = journey.apply();
    let skipped = |notice: &Value| notice["notice"] == "domain-held" && notice["domain"] == "larkdeli.example";
    assert!(plan["notices"].as_array().unwrap().iter().any(skipped), "R15: {}", plan["notices"]);
    assert_eq!(applied["failed"], json!([]), "and the rest goes on");
    assert_eq!(journey.cloud.panel_domains()["larkdeli.example"].owner, "other@practice.example");
    assert_eq!(content(&journey.ctl.data_dir().join("gateway")), kept, "what was applied before stays there");

    let back = journey.ctl.ok(&["gateway", "compare", CLIENT, "--gateway", "local"]);
    assert_eq!(back["recipients"]["missing"], 0, "{back}");
    let changed = journey.ctl.ok(&["gateway", "change", CLIENT, "--gateway", "local"]);
    assert_eq!((&changed["by_hand_pending"], &changed["user"]), (&json!(0), &Value::Null));
    assert_eq!(journey.ctl.ok(&["plan", CLIENT])["counts"]["remove"], 0);
}

#[test]
fn b8_what_a_panel_refuses_has_its_own_words_and_costs_nothing() {
    let journey = Journey::new();
    journey.add(&journey.panel());
    journey.select();
    journey.apply();
    let before = journey.cloud.panel_domains();

    let wrong = ctl(&journey.cloud, &journey.folder, "msp@practice.example", "wrong password");
    let answer = wrong.run(&["gateway", "change", CLIENT]);
    assert_eq!((answer.status, &answer.json["error"]["code"]), (5, &json!("gateway-credentials")), "{}", answer.stdout);
    assert!(!answer.stdout.contains("wrong password") && !answer.stderr.contains("wrong password"));

    journey.cloud.configure(|settings| settings.panel.address_blocked = true);
    let (status, error) = journey.refused(&["sync", CLIENT]);
    assert_eq!((status, &error["code"]), (5, &json!("gateway-credentials")), "{error}");
    journey.cloud.configure(|settings| settings.panel.address_blocked = false);

    let nowhere = ["gateway", "test", CLIENT, "--gateway", "mail-assure:http://127.0.0.1:9"];
    let (status, error) = journey.refused(&nowhere);
    assert_eq!((status, &error["code"]), (5, &json!("gateway-unreachable")), "{error}");
    let (status, error) =
        journey.refused(&["gateway", "test", CLIENT, "--gateway", "mail-assure:http://panel.example"]);
    assert_eq!((status, &error["code"]), (2, &json!("unknown-gateway")), "{error}");
    assert!(error["message"].as_str().unwrap().contains("https://"), "{error}");
    let (status, error) = journey.refused(&["gateway", "files", CLIENT]);
    assert_eq!((status, &error["code"]), (2, &json!("gateway-not-offered")), "{error}");

    assert_eq!(journey.cloud.panel_domains(), before);
    assert_eq!(journey.ctl.ok(&["sync", CLIENT])["apply"], Value::Null, "nothing was lost");
}

#[test]
fn g2_a_client_on_postgresql_is_synchronised_has_files_for_its_nodes_and_what_fails_has_words() {
    let server = PostgresServer::shared().unwrap();
    let database = server.database().unwrap();
    let journey = Journey::by(Cloud::start(Size::Small), OWNER.0, OWNER.1);
    let gateway = server.url(&database);
    let with_password = gateway.replacen(OWNER.0, &format!("{}:typed-here", OWNER.0), 1);
    let (status, error) =
        journey.refused(&["client", "add", CLIENT, "--tenant", "larkfield.example", "--gateway", &with_password]);
    assert_eq!((status, &error["code"]), (2, &json!("unknown-gateway")), "{error}");
    assert!(!error.to_string().contains("typed-here"), "{error}");
    journey.add(&gateway);
    journey.select();
    let (plan, applied) = journey.apply();
    assert_eq!((&applied["failed"], &applied["verified"]), (&json!([]), &applied["done"]));
    assert_eq!(plan["by_hand"], json!({}), "nothing is left to a person");
    assert_eq!(journey.ctl.ok(&["sync", CLIENT])["apply"], Value::Null);
    let shown = journey.ctl.ok(&["gateway", "show", CLIENT]);
    assert_eq!((&shown["kind"], &shown["user"]), (&json!("postgres"), &json!(OWNER.0)));
    assert!(!shown.to_string().contains(OWNER.1), "{shown}");
    let nodes = journey.folder.path().join("nodes");
    journey.ctl.ok(&["gateway", "files", CLIENT, "--out", nodes.to_str().unwrap()]);
    assert!(nodes.join("postfix/main.cf").is_file() && nodes.join("README").is_file());
    let here = journey.ctl.ok(&["gateway", "compare", CLIENT]);
    assert_eq!((&here["moves"], &here["recipients"]["missing"]), (&json!(false), &json!(0)), "{here}");

    let wrong = ctl(&journey.cloud, &journey.folder, OWNER.0, "wrong password");
    let answer = wrong.run(&["gateway", "change", CLIENT]);
    assert_eq!((answer.status, &answer.json["error"]["code"]), (5, &json!("gateway-credentials")), "{}", answer.stdout);
    let nowhere = gateway.replace(&format!(":{}/", server.address.port()), ":9/");
    let (status, error) = journey.refused(&["gateway", "test", CLIENT, "--gateway", &nowhere]);
    assert_eq!((status, &error["code"]), (5, &json!("gateway-unreachable")), "{error}");
    let theirs = server.database().unwrap();
    server.sql(&theirs, "CREATE TABLE invoices (id int)").unwrap();
    let (status, error) = journey.refused(&["gateway", "test", CLIENT, "--gateway", &server.url(&theirs)]);
    assert_eq!((status, &error["code"]), (6, &json!("gateway-not-ours")), "{error}");
}
