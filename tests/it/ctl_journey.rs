//! The whole main job through `tenantryctl --json`, against a practice cloud in another process.

use std::{collections::BTreeSet, process::Command};

use journeys::{
    cloud::CloudProcess,
    gateway_rows::{content, difference, everything},
    postfix::{Options, PostfixServer, Sink},
    world::{CLIENT, World, from_the_internet, reply},
};
use practice::Consent;
use reqwest::Method;
use serde_json::{Value, json};

struct Journey {
    world: World,
    cloud: CloudProcess,
    _folder: tempfile::TempDir,
}

impl Journey {
    fn of(make: fn(&std::path::Path, &str) -> World) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cloud = CloudProcess::start(folder.path(), "small");
        Self { world: make(&cloud.file, &cloud.tenant_domain), cloud, _folder: folder }
    }

    fn ok(&self, arguments: &[&str]) -> Value {
        self.world.ctl.ok(arguments)
    }

    fn remove_user(&self, who: &str) {
        self.cloud.change(Method::DELETE, &format!("users/{who}"), &json!({}));
    }

    /// SQL as the gateway's README has it, typed by its administrator.
    fn by_hand(&self, sql: &str) {
        let database = self.world.gateway().join("gateway.db");
        let typed = Command::new("sqlite3").arg(database).arg(".filectrl persist_wal 1").arg(sql).output();
        let typed = typed.expect("sqlite3 (package sqlite3) starts");
        assert!(typed.status.success(), "{}", String::from_utf8_lossy(&typed.stderr));
    }

    /// How the gateway lists a mailbox.
    fn row(&self, address: &str) -> String {
        let start = format!("recipients: address={address} ");
        let rows: Vec<_> = content(&self.world.gateway()).into_iter().filter(|row| row.starts_with(&start)).collect();
        assert_eq!(rows.len(), 1, "{address}: {rows:?}");
        rows[0].clone()
    }
}

/// Kinds that the contract names; the small tenant has one of each at least.
const KINDS: [&str; 11] = [
    "distribution-list",
    "dynamic-distribution-list",
    "equipment",
    "mail-contact",
    "mail-enabled-security-group",
    "mail-user",
    "microsoft-365-group",
    "public-folder",
    "room",
    "shared",
    "user",
];

#[test]
fn the_whole_job_in_one_go_ends_in_a_server_that_takes_mail_for_exactly_those_mailboxes() {
    let journey = Journey::of(World::with_client);
    let (signed_in, page) = journey.world.ctl.sign_in(CLIENT, "admin@larkfield.example", Consent::Accept);
    assert_eq!(signed_in.status, 0, "{}", signed_in.stdout);
    assert_eq!(signed_in.json["account"], "admin@larkfield.example");
    assert_eq!(signed_in.json["missing_scopes"], json!([]));
    assert!(signed_in.json["scopes"].as_array().unwrap().len() > 5, "{}", signed_in.json);
    assert!(page.page_text.contains("You can close this tab"), "{}", page.page_text);

    let fetched = journey.ok(&["fetch", CLIENT]);
    assert_eq!((&fetched["mode"], &fetched["complete"]), (&json!("full"), &json!(true)));
    let listed = journey.ok(&["recipients", CLIENT])["recipients"].as_array().unwrap().clone();
    assert_eq!(fetched["recipients"], listed.len());
    let kinds: BTreeSet<&str> = listed.iter().map(|r| r["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), KINDS);
    assert!(
        fetched["by_kind"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>()
            == listed.len() as u64
    );
    let nora = listed.iter().find(|r| r["name"] == "Nóra Quill").unwrap();
    assert_eq!(nora["primary"], "Nora.Quill@larkfield.example");
    assert!(nora["aliases"].as_array().unwrap().contains(&json!("Nora@larkdeli.example")), "{nora}");
    assert!(listed.iter().all(|r| r["primary"] != "post@growers.example"), "a contact elsewhere is no recipient here");

    let services = "incoming,outgoing,archiving";
    journey.ok(&["select", CLIENT, "--domains", "all", "--mailboxes", "all", "--services", services]);
    let options =
        journey.ok(&["options", CLIENT, "--timezone", "Europe/Dublin", "--report", "08:00,16:30", "--archiving", "on"]);
    assert_eq!((&options["timezone"], &options["report"]), (&json!("Europe/Dublin"), &json!("08:00,16:30")));

    let plan = journey.ok(&["plan", CLIENT]);
    let steps = plan["steps"].as_array().unwrap();
    assert_eq!(plan["counts"]["remove"], json!(0));
    let holds = plan["holds"].as_array().unwrap();
    assert!(holds.iter().all(|hold| hold["held"] == "internal-relay"), "one domain of it is relayed: {holds:?}");
    assert_eq!(steps.len() as u64, plan["counts"]["create"].as_u64().unwrap(), "{plan}");
    let domain = steps.iter().find(|s| s["key"] == "larkdeli.example").unwrap();
    assert_eq!((&domain["object"], &domain["action"]), (&json!("domain"), &json!("create")));
    assert!(domain["after"].to_string().contains("larkdeli-example.k-v1.mx.microsoft"), "R1: {domain}");
    let applied = journey.ok(&["apply", CLIENT, "--plan", &plan["plan"].to_string(), "--approve-holds"]);
    assert_eq!((&applied["done"], &applied["failed"]), (&json!(steps.len()), &json!([])));

    let postfix = PostfixServer::start(&journey.world.gateway(), Options::default()).unwrap();
    let mut session = from_the_internet(postfix.incoming);
    for accepted in [
        "nora.quill@larkfield.example",
        "Nora@LarkDeli.example",
        "sohara@larkfield.example",
        "sean.o'hara@larkfield.example",
        "nora.quill+orders@larkfield.example",
        "staff@larkfield.example",
        "complaints@larkfield.example",
        "mei@xn--brenhof-5wa.example",
    ] {
        assert_eq!(reply(&mut session, accepted).0, 250, "{accepted}");
    }
    for unlisted in ["nobody@larkfield.example", "apprentice@larkfield.example", "nora@larkfield.example"] {
        let (code, text) = reply(&mut session, unlisted);
        assert!(code == 550 && text.starts_with("5.1.1"), "{unlisted}: {code} {text}");
    }
    for foreign in
        ["nora@intranet.larkfield.example", "someone@elsewhere.example", "nora@larkfieldfoods.onmicrosoft.com"]
    {
        assert_eq!(reply(&mut session, foreign).0, 554, "{foreign}");
    }
}

#[test]
fn a_second_sync_plans_nothing_and_writes_nothing() {
    let journey = Journey::of(World::selected);
    journey.world.apply();
    let (before, runs) = (everything(&journey.world.gateway()), journey.ok(&["history", CLIENT]));
    let synced = journey.ok(&["sync", CLIENT]);
    assert_eq!(synced["fetch"]["mode"], "delta");
    assert_eq!(synced["plan"]["counts"], json!({ "create": 0, "change": 0, "remove": 0 }));
    assert_eq!(synced["apply"], Value::Null);
    assert_eq!(difference(&before, &everything(&journey.world.gateway())), Vec::<String>::new());
    assert_eq!(journey.ok(&["history", CLIENT]), runs);
}

#[test]
fn r5_a_mailbox_left_out_of_the_list_loses_its_services_and_nothing_else() {
    let journey = Journey::of(World::selected);
    journey.world.apply();
    let before = content(&journey.world.gateway());
    let sean = "sean.o'hara@larkfield.example";
    let listed = journey.ok(&["recipients", CLIENT])["recipients"].as_array().unwrap().clone();
    let kept = listed.iter().map(|r| r["primary"].as_str().unwrap()).filter(|primary| *primary != sean);
    let list = format!("address\n{}\n", kept.collect::<Vec<_>>().join("\n"));
    journey.ok(&["select", CLIENT, "--mailboxes", &journey.world.file("all-but-one.csv", &list)]);

    let (plan, _) = journey.world.apply();
    assert_eq!(plan["steps"].as_array().unwrap().len(), 1, "{plan}");
    let row = journey.row(sean);
    let was = before.iter().find(|line| line.contains(&format!("address={sean} ")) && line.starts_with("recipients"));
    let without = was.unwrap().replace("incoming=1 outgoing=1 archiving=1", "incoming=0 outgoing=0 archiving=0");
    assert_eq!(row, without);
    let changed = difference(&before, &content(&journey.world.gateway()));
    assert_eq!(changed, [format!("-{}", was.unwrap()), format!("+{row}")]);

    // Its mail is passed on, and no longer filtered.
    let mailbox = Sink::start().unwrap();
    journey.by_hand(&format!(
        "INSERT INTO routes (domain, preference, host, port) VALUES ('larkfield.example', 0, '127.0.0.1', {});",
        mailbox.address.port()
    ));
    let postfix = PostfixServer::start(&journey.world.gateway(), Options::default()).unwrap();
    for (to, mark) in [(sean, "bypass"), ("nora.quill@larkfield.example", "filter")] {
        let mut session = from_the_internet(postfix.incoming);
        assert_eq!(reply(&mut session, to).0, 250);
        assert_eq!(session.data("Subject: hello\n\nHello.").unwrap().code, 250);
        let message = mailbox.wait_for(to).unwrap_or_else(|| panic!("{to}: {}", postfix.log()));
        assert!(message.header("X-Tenantry-Incoming").iter().all(|m| *m == mark), "{to}: {}", message.content);
    }
}

#[test]
fn r4_a_mailbox_the_gateway_had_before_keeps_its_services() {
    let journey = Journey::of(World::selected);
    // The first plan makes the gateway; what is put into it by hand is there before anything is applied.
    journey.ok(&["plan", CLIENT]);
    journey.by_hand(
        "INSERT INTO domains (name, incoming) VALUES ('larkfield.example', 1);
         INSERT INTO recipients (address, kind, incoming, outgoing, archiving)
         VALUES ('info@larkfield.example', 'user', 0, 1, 0);",
    );
    let (plan, _) = journey.world.apply();
    let step = plan["steps"].as_array().unwrap().iter().find(|s| s["key"] == "info@larkfield.example").unwrap();
    assert_eq!(step["action"], "change", "{step}");
    let row = journey.row("info@larkfield.example");
    assert!(row.contains("kind=shared") && row.contains("incoming=0 outgoing=1 archiving=0"), "{row}");
    assert!(content(&journey.world.gateway()).iter().any(|l| l.starts_with("aliases: alias=orders@larkdeli.example")));
    assert_eq!(journey.ok(&["sync", CLIENT])["apply"], Value::Null);
}

#[test]
fn r6_a_mailbox_removed_in_the_tenant_is_refused_after_the_next_sync_without_a_reload() {
    let journey = Journey::of(World::selected);
    journey.world.apply();
    let postfix = PostfixServer::start(&journey.world.gateway(), Options::default()).unwrap();
    let mut session = from_the_internet(postfix.incoming);
    assert_eq!(reply(&mut session, "nora.quill@larkfield.example").0, 250);

    journey.ok(&["options", CLIENT, "--leavers", "stop"]);
    journey.remove_user("nora.quill@larkfield.example");
    let synced = journey.ok(&["sync", CLIENT]);
    assert_eq!((&synced["fetch"]["removed"], &synced["apply"]["done"]), (&json!(1), &json!(1)), "{synced}");
    for address in ["nora.quill@larkfield.example", "nora@larkdeli.example"] {
        let (code, text) = reply(&mut session, address);
        assert!(code == 550 && text.starts_with("5.1.1"), "{address}: {code} {text}");
    }
    let row = journey.row("Nora.Quill@larkfield.example");
    assert!(row.contains("listed=0 incoming=0 outgoing=0 archiving=1"), "archiving is kept (R6): {row}");
}
