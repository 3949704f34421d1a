//! The Control Panel API stand-in as a client meets it over HTTP.

use std::collections::BTreeSet;

use practice::{Call, Options, PanelDomain, Practice, Size};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Session, client, start};

/// An administrator of a running panel.
pub struct Admin<'a> {
    pub practice: &'a Practice,
    number: usize,
}

impl<'a> Admin<'a> {
    pub fn of(practice: &'a Practice) -> Self {
        Self { practice, number: 0 }
    }

    fn other(&self) -> Self {
        Self { practice: self.practice, number: 1 }
    }

    pub async fn send(&self, method: Method, path: &str) -> Response {
        let account = &self.practice.panel_accounts()[self.number];
        let url = format!("{}/api/{path}", self.practice.panel_url());
        client().request(method, url).basic_auth(&account.user, Some(&account.password)).send().await.unwrap()
    }

    /// The envelope of a call.
    pub async fn json(&self, call: &str, parameters: &str) -> Value {
        let response = self.send(Method::GET, &format!("{call}/format/json/{parameters}")).await;
        assert_eq!(response.status(), StatusCode::OK, "{call}");
        response.json().await.unwrap()
    }

    pub async fn text(&self, path: &str) -> String {
        let response = self.send(Method::GET, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    /// The first error of a call.
    async fn error(&self, call: &str, parameters: &str) -> String {
        let answer = self.json(call, parameters).await;
        assert_eq!(answer["result"], Value::Null, "{answer}");
        answer["messages"]["error"][0].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

async fn practice() -> Practice {
    Practice::start(Options { size: Size::Small, ..Options::default() }).await.unwrap()
}

const DOMAIN: &str = "domain/larkfield.example/";

async fn with_domain(admin: &Admin<'_>) {
    let added = admin.json("domain/add", &format!("{DOMAIN}destinations/%5B%22mx.larkfield.example%22%5D/")).await;
    assert_eq!(added, json!({ "messages": { "success": ["Domain 'larkfield.example' added"] }, "result": null }));
}

#[tokio::test]
async fn a_call_answers_json_or_plain_text_to_get_and_post() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    let version = admin.json("version/get", "").await;
    assert_eq!(version["messages"], json!([]));
    assert_eq!(admin.text("version/get").await, version["result"].as_str().unwrap());
    assert_eq!(admin.json("auth/getrole", "").await["result"], "admin");
    let posted = admin.send(Method::POST, "productslist/get/").await;
    assert_eq!(posted.json::<Value>().await.unwrap(), json!(["incoming", "outgoing", "archiving"]));
    assert_eq!(admin.text("domain/add/domain/a.example").await, "SUCCESS: Domain 'a.example' added");
    assert!(admin.text("domain/add/domain/a.example").await.starts_with("ERROR: Domain already exists."));
    assert_eq!(admin.text("domain/exists/domain/a.example").await, r#"{"present":1}"#);
    assert_eq!(admin.text("outgoingusers/add/domain/a.example/password/p%2Fw").await[..8], *"SUCCESS:");
    assert_eq!(admin.error("mailboxes/list", "").await, "Incorrect usage of API");
}

#[tokio::test]
async fn routes_are_written_with_one_colon_and_read_with_two() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    with_domain(&admin).await;
    let routes = async || admin.json("domain/getroute", DOMAIN).await["result"].clone();
    assert_eq!(routes().await, json!(["mx.larkfield.example::25"]));
    let edit = format!("{DOMAIN}destinations/%5B%22b.example%3A2525%22%2C%22a.example%22%5D");
    assert!(admin.json("domain/edit", &edit).await["messages"]["success"][0].as_str().unwrap().contains("saved"));
    assert_eq!(routes().await, json!(["b.example::2525", "a.example::25"]));
    let doubled = format!("{DOMAIN}destinations/%5B%22b.example%3A%3A25%22%5D");
    assert_eq!(admin.error("domain/edit", &doubled).await, "Incorrect usage of API");
    let circle = format!("{DOMAIN}destinations/%5B%22in.mtaroutes.com%22%5D");
    assert!(admin.error("domain/edit", &circle).await.contains("cannot be a destination"));
    assert_eq!(routes().await, json!(["b.example::2525", "a.example::25"]));
}

#[tokio::test]
async fn names_come_in_punycode_and_are_said_in_unicode() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    let added = admin.json("domain/add", "domain/xn--bcher-kva.example").await;
    assert_eq!(added["messages"]["success"][0], "Domain 'bücher.example' added");
    assert_eq!(admin.json("domainslist/get", "").await["result"], json!(["xn--bcher-kva.example"]));
    for wrong in ["b%C3%BCcher.example", "nodot", "a..example", "-a.example", "a_b.example"] {
        let error = admin.error("domain/add", &format!("domain/{wrong}")).await;
        assert!(error.contains("domain name") && error.contains("is incorrect"), "{error}");
    }
}

#[tokio::test]
async fn what_another_administrator_holds_is_told_by_words_and_never_touched() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    with_domain(&admin).await;
    let before = practice.panel_domains();
    let other = admin.other();
    let twice = other.json("domain/add", DOMAIN).await;
    assert_eq!(
        twice["messages"]["error"],
        json!(["Domain already exists.", "Failed to add domain 'larkfield.example'"])
    );
    for call in ["domain/exists", "domain/getproducts", "domain/getroute", "domain/remove", "domainalias/list"] {
        let error = other.error(call, DOMAIN).await;
        assert_eq!(error, "You are not allowed to manage the domain 'larkfield.example'", "{call}");
    }
    assert!(other.error("domain/getowner", DOMAIN).await.contains("does not belong to the admin"));
    assert_eq!(admin.json("domain/getowner", DOMAIN).await["result"]["username"], "msp@practice.example");
    assert_eq!(practice.panel_domains(), before);
}

#[tokio::test]
async fn exists_counts_aliases_and_may_answer_with_an_error_in_place_of_nought() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    with_domain(&admin).await;
    let alias = format!("{DOMAIN}alias/larkdeli.example");
    let added = admin.json("domainalias/add", &alias).await;
    assert!(added["messages"]["success"][0].as_str().unwrap().contains("has been added"));
    assert_eq!(admin.error("domainalias/add", &alias).await, "Alias already exists");
    let exists = async |name: &str| admin.json("domain/exists", &format!("domain/{name}")).await["result"].clone();
    assert_eq!(exists("larkdeli.example").await, json!({ "present": 1 }));
    assert_eq!(exists("nobody.example").await, json!({ "present": 0 }));
    assert!(admin.error("domain/getroute", "domain/larkdeli.example").await.starts_with("No such domain"));
    practice.configure(|settings| settings.panel.exists_errors = true);
    practice.panel_edit(|domains| {
        let theirs = PanelDomain { owner: "other@practice.example".to_owned(), ..PanelDomain::default() };
        domains.insert("theirs.example".to_owned(), theirs);
    });
    for call in ["domain/exists", "domain/getowner"] {
        for name in ["nobody.example", "theirs.example"] {
            let error = admin.error(call, &format!("domain/{name}")).await;
            assert_eq!(error, format!("Domain '{name}' does not belong to the admin 'msp@practice.example'"));
        }
    }
    let removed = admin.json("domainalias/remove", &alias).await;
    assert!(removed["messages"]["success"][0].as_str().unwrap().contains("has been removed"));
    assert_eq!(admin.json("domainalias/list", DOMAIN).await["result"], json!([]));
    assert!(admin.text("domain/remove/domain/larkfield.example").await.contains("removed"));
    assert!(admin.error("domain/remove", DOMAIN).await.starts_with("No such domain"));
}

#[tokio::test]
async fn products_are_ones_and_noughts_and_the_word_false_switches_on() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    with_domain(&admin).await;
    let set = admin.json("domain/setproducts", &format!("{DOMAIN}incoming/0/outgoing/1/archiving/false")).await;
    assert_eq!(set, json!({ "messages": [], "result": null }));
    let products = admin.json("domain/getproducts", DOMAIN).await["result"].clone();
    assert_eq!(products, json!({ "incoming": 0, "outgoing": 1, "archiving": 1 }));
    practice.configure(|settings| settings.panel.withheld_products = vec!["archiving".to_owned()]);
    let refused = admin.error("domain/setproducts", &format!("{DOMAIN}archiving/1")).await;
    assert!(refused.contains("no permissions"), "{refused}");
    assert_eq!(admin.json("productslist/get", "").await["result"], json!(["incoming", "outgoing"]));
}

#[tokio::test]
async fn mailbox_aliases_are_rows_of_a_domain_and_logins_are_not_mailboxes() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    with_domain(&admin).await;
    assert!(admin.error("user/list", &format!("role/email/{DOMAIN}")).await.contains("no users"));
    assert_eq!(admin.json("user/list", &format!("role/domain/{DOMAIN}")).await["result"], json!([]));
    let alias = format!("{DOMAIN}localpart/ann/alias/a.b%2Bc");
    assert!(admin.json("emailalias/add", &alias).await["messages"]["success"].is_array());
    assert!(admin.error("emailalias/add", &alias).await.contains("already exists"));
    let list = async || admin.json("emailalias/list", DOMAIN).await["result"].clone();
    assert_eq!(list().await, json!([{ "email": "ann@larkfield.example", "alias": "a.b+c" }]));
    practice.configure(|settings| settings.panel.full_aliases = true);
    assert_eq!(list().await[0]["alias"], "a.b+c@larkfield.example");
    admin.json("emailusers/add", &format!("username/ann/password/x/{DOMAIN}")).await;
    let users = admin.json("user/list", &format!("role/email/{DOMAIN}")).await;
    assert_eq!(users["result"][0]["username"], "ann@larkfield.example");
    assert_eq!(admin.json("user/get", "username/bob@larkfield.example").await["result"], json!([]));
    assert!(admin.json("emailalias/remove", &alias).await["messages"]["success"].is_array());
    assert!(admin.json("emailalias/remove", &alias).await["messages"]["error"].is_array());
}

#[tokio::test]
async fn networks_are_ipv4_and_are_added_once() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    with_domain(&admin).await;
    let network = format!("{DOMAIN}ip/40.92.0.0/mask/15");
    assert!(admin.json("outgoingusers/addip", &network).await["messages"]["success"].is_array());
    assert!(admin.error("outgoingusers/addip", &network).await.contains("already exists"));
    for wrong in ["ip/40.92.0.1/mask/15", "ip/40.92.0.0/mask/33", "ip/2001%3Adb8%3A%3A/mask/32", "mask/15"] {
        assert_eq!(admin.error("outgoingusers/addip", &format!("{DOMAIN}{wrong}")).await, "Incorrect usage of API");
    }
    let networks = BTreeSet::from(["40.92.0.0/15".to_owned()]);
    assert_eq!(practice.panel_domains()["larkfield.example"].networks, networks);
    let password = format!("{DOMAIN}password/of%20the%20domain");
    assert!(admin.json("outgoingusers/add", &password).await["messages"]["success"].is_array());
    assert!(admin.error("outgoingusers/add", &password).await.contains("already exists"));
    assert!(admin.json("outgoingusers/remove", DOMAIN).await["messages"]["success"].is_array());
    let contact = admin.json("domaincontact/set", &format!("{DOMAIN}email/post%40larkfield.example")).await;
    assert!(contact["messages"]["success"][0].as_str().unwrap().contains("changed to"));
}

#[tokio::test]
async fn who_is_not_let_in_reads_why_with_status_200() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    let url = format!("{}/api/version/get/format/json", practice.panel_url());
    assert_eq!(client().get(&url).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let guessed = client().get(&url).basic_auth("msp@practice.example", Some("guessed")).send().await.unwrap();
    assert_eq!(guessed.status(), StatusCode::OK);
    let body = guessed.json::<Value>().await.unwrap();
    assert_eq!(body["messages"]["error"][0], "Supplied credential is invalid.");
    let user = || vec!["msp@practice.example".to_owned()];
    practice.configure(|settings| settings.panel.inactive = user());
    assert!(admin.error("version/get", "").await.contains("has status 'inactive'"));
    practice.configure(|settings| settings.panel.without_api = user());
    practice.configure(|settings| settings.panel.inactive.clear());
    assert_eq!(admin.error("version/get", "").await, "You don't have permissions to access the API.");
    assert!(admin.other().json("version/get", "").await["result"].is_string());
    practice.configure(|settings| settings.panel.address_blocked = true);
    let blocked = admin.error("version/get", "").await;
    assert!(blocked.contains("no access to this API, current IP address '127.0.0.1' is"), "{blocked}");
}

#[tokio::test]
async fn an_administrator_may_have_so_many_domains() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    practice.configure(|settings| settings.panel.domain_limit = Some(1));
    with_domain(&admin).await;
    assert_eq!(admin.json("domain/getfreelimit", "").await["result"]["freelimit"], 0);
    let full = admin.json("domain/add", "domain/second.example").await;
    assert!(full["messages"]["error"][0].as_str().unwrap().contains("reached the allowed limit"), "{full}");
    assert!(admin.other().json("domain/add", "domain/second.example").await["messages"]["success"].is_array());
}

#[tokio::test]
async fn a_ticket_signs_a_person_in_once() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    with_domain(&admin).await;
    let ticket = admin.text("authticket/create/username/msp%40practice.example").await;
    assert!(ticket.len() == 40 && ticket.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let visit = async || {
        client()
            .get(format!("{}/?authticket={ticket}", practice.panel_url()))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    let first = visit().await;
    assert!(first.contains("Signed in as <strong>msp@practice.example</strong>"));
    assert!(first.contains("larkfield.example: mx.larkfield.example:25"));
    assert!(visit().await.contains("used before"));
    let unknown = admin.error("authticket/create", "username/nobody%40practice.example").await;
    assert!(unknown.contains("is not registered on"), "{unknown}");
    assert!(
        admin.error("authticket/create", "username/other%40practice.example").await.contains("is not registered on")
    );
}

#[tokio::test]
async fn the_panel_is_seen_and_changed_by_hand_and_no_password_stands_in_the_list_of_requests() {
    let session = Session::of(start(Size::Small).await, "admin").await;
    let admin = Admin::of(&session.practice);
    with_domain(&admin).await;
    admin.json("outgoingusers/add", &format!("{DOMAIN}password/hunter2")).await;
    let domain = json!({ "owner": "other@practice.example", "routes": ["a.example:25"], "aliases": ["b.example"] });
    let put = session.control(Method::PUT, "panel/domains/Theirs.example", domain).await;
    assert_eq!(put.status(), StatusCode::NO_CONTENT);
    assert!(admin.error("domain/getproducts", "domain/theirs.example").await.contains("not allowed to manage"));
    assert!(admin.error("domain/exists", "domain/b.example").await.contains("not allowed to manage"));
    session.practice.panel_edit(|domains| {
        let domain: &mut PanelDomain = domains.get_mut("larkfield.example").unwrap();
        domain.routes = vec!["elsewhere.example:25".to_owned()];
    });
    assert_eq!(admin.json("domain/getroute", DOMAIN).await["result"], json!(["elsewhere.example::25"]));
    let seen: Value = session.control(Method::GET, "panel", json!(null)).await.json().await.unwrap();
    assert_eq!(seen["domains"]["theirs.example"]["aliases"], json!(["b.example"]));
    assert_eq!(seen["counts"]["calls"]["domain/exists"], 1);
    let inspected = session.control(Method::GET, "inspect", json!(null)).await.text().await.unwrap();
    assert!(inspected.contains("GET /api/outgoingusers/add\""));
    for secret in session.practice.panel_accounts().iter().map(|account| account.password.as_str()).chain(["hunter2"]) {
        assert!(!inspected.contains(secret) && !seen.to_string().contains(secret));
    }
    let accounts: Value = session.control(Method::GET, "panel/accounts", json!(null)).await.json().await.unwrap();
    assert_eq!(accounts[0]["password"], session.practice.panel_accounts()[0].password);
    let gone = session.control(Method::DELETE, "panel/domains/theirs.example", json!(null)).await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(Call::ALL.len(), 36);
}
