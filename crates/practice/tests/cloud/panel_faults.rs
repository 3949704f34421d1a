//! Faults, latency and counts of the panel.

use futures_util::future::join_all;
use practice::{Call, Class, Failure, Fault, Options, Practice, Said, Size, Words};
use reqwest::Method;
use serde_json::json;

use crate::panel::Admin;

async fn practice() -> Practice {
    Practice::start(Options { size: Size::Small, ..Options::default() }).await.unwrap()
}

fn fault(class: Class, how: Failure) -> Fault {
    Fault { class, after: 0, how, times: None, retry_after: None }
}

#[tokio::test]
async fn a_fault_hits_the_nth_call_of_its_kind_and_no_other() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    let class = Class::PanelCall(Call::DomainAdd);
    practice.configure(|settings| {
        settings.faults = vec![Fault { after: 1, times: Some(1), ..fault(class, Failure::Throttled) }];
    });
    let mut seen = Vec::new();
    for name in ["a", "b", "b"] {
        seen.push(admin.send(Method::GET, &format!("domain/add/domain/{name}.example")).await.status().as_u16());
        assert_eq!(admin.send(Method::GET, "version/get").await.status().as_u16(), 200);
    }
    assert_eq!(seen, [200, 429, 200]);
    assert_eq!(practice.panel_domains().len(), 2);
}

#[tokio::test]
async fn every_call_can_fail_in_every_way() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    for (how, status) in [
        (Failure::Throttled, 429),
        (Failure::Unavailable, 503),
        (Failure::BadGateway, 502),
        (Failure::Unauthorized, 401),
        (Failure::Forbidden, 403),
        (Failure::Redirect, 302),
    ] {
        practice.configure(|settings| settings.faults = vec![fault(Class::Panel, how)]);
        assert_eq!(admin.send(Method::GET, "auth/getrole").await.status().as_u16(), status, "{how:?}");
    }
    practice.configure(|settings| settings.faults = vec![fault(Class::Panel, Failure::Html)]);
    let html = admin.send(Method::GET, "version/get/format/json").await;
    assert!(html.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    // What is cut short was done all the same; what is reset was not.
    practice.configure(|settings| settings.faults = vec![fault(Class::Panel, Failure::Truncated)]);
    let cut = admin.send(Method::GET, "domain/add/domain/done.example/format/json").await;
    assert!(cut.bytes().await.is_err());
    let (user, password) = (&practice.panel_accounts()[0].user, &practice.panel_accounts()[0].password);
    practice.configure(|settings| settings.faults = vec![fault(Class::Panel, Failure::Reset)]);
    let url = format!("{}/api/domain/add/domain/lost.example", practice.panel_url());
    assert!(crate::support::client().get(url).basic_auth(user, Some(password)).send().await.is_err());
    assert_eq!(practice.panel_domains().into_keys().collect::<Vec<_>>(), ["done.example"]);
}

#[tokio::test]
async fn an_answer_can_be_put_into_its_mouth_with_or_without_the_call_being_done() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    let fatal = Words::Body("<script>location='/fatalerror.php'</script>: SQLSTATE[HY000]".to_owned());
    let said = |done| Said { call: Some(Call::DomainAdd), after: 1, times: Some(1), done, how: fatal.clone() };
    for (done, names) in
        [(false, ["a0.example", "c0.example"].as_slice()), (true, &["a1.example", "b1.example", "c1.example"])]
    {
        practice.panel_edit(std::collections::BTreeMap::clear);
        practice.configure(|settings| settings.panel.said = vec![said(done)]);
        let mut fatal = 0;
        for name in ["a", "b", "c"] {
            let answer = admin.text(&format!("domain/add/domain/{name}{}.example", u8::from(done))).await;
            fatal += u8::from(answer.contains(": SQLSTATE"));
        }
        assert_eq!(
            (fatal, practice.panel_domains().into_keys().collect::<Vec<_>>()),
            (1, names.iter().map(|&name| name.to_owned()).collect())
        );
    }
    let error = Said { call: None, after: 0, times: None, done: false, how: Words::Error("Something new".to_owned()) };
    practice.configure(|settings| settings.panel.said = vec![error]);
    let answer = admin.json("domainslist/get", "").await;
    assert_eq!(answer, json!({ "messages": { "error": ["Something new"] }, "result": null }));
}

#[tokio::test]
async fn calls_are_answered_side_by_side_and_counted() {
    let practice = practice().await;
    let admin = Admin::of(&practice);
    practice.configure(|settings| settings.panel.latency_ms = 100);
    join_all((0..8).map(|_| admin.text("version/get"))).await;
    let counts = practice.panel_counts();
    assert_eq!((counts.total, counts.calls["version/get"], counts.most_at_once), (8, 8, 8));
    assert!(counts.busy_seconds >= 0.8 && counts.active_seconds < counts.busy_seconds, "{counts:?}");
    practice.panel_count_anew();
    practice.configure(|settings| (settings.panel.at_once, settings.panel.latency_ms) = (Some(2), 1_000));
    let answers = join_all((0..4).map(|_| admin.send(Method::GET, "version/get"))).await;
    let refused = answers.iter().filter(|answer| answer.status().as_u16() == 503).count();
    assert_eq!((refused, practice.panel_counts().total), (2, 4));
}
