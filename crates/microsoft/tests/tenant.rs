//! The organization, its domains and Exchange's recipients over HTTP (M5, R1, R13).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Asked, Reply, Server, TENANT};
use microsoft::{AcceptedDomain, MicrosoftError, Page};
use model::{Accepted, ExchangeReading, SeenByExchange};
use tokio::sync::mpsc;

const ORGANIZATION: &str = include_str!("fixtures/organization.json");
const DOMAINS: &str = include_str!("fixtures/domains.json");
const RECORDS: &str = include_str!("fixtures/service-configuration-records.json");
const RECIPIENTS: &str = include_str!("fixtures/get-recipient.json");

async fn exchange(server: &Server) -> (Result<ExchangeReading, MicrosoftError>, Vec<SeenByExchange>) {
    let directory = server.directory();
    let (pages, mut arriving) = mpsc::channel(1);
    let collect = async {
        let mut all = Vec::new();
        while let Some(page) = arriving.recv().await {
            match page {
                Page::Exchange(seen) => all.extend(seen),
                other => panic!("{other:?} is not of Exchange"),
            }
        }
        all
    };
    let (list, seen) = tokio::join!(directory.read_exchange(None, pages), collect);
    (list.map(|list| list.reading), seen)
}

#[tokio::test]
async fn the_organization_is_read_with_its_names_and_domains() {
    let server = Server::start(|asked| {
        assert_eq!(asked.path, "/v1.0/organization");
        Reply::json(ORGANIZATION)
    })
    .await;
    let organization = server.directory().organization().await.unwrap();
    assert_eq!(organization.id.to_string(), TENANT);
    assert_eq!(organization.display_name, "Larkfield Foods");
    assert_eq!(organization.initial_domain.unwrap().as_str(), "larkfieldfoods.onmicrosoft.com");
    assert_eq!(organization.default_domain.unwrap().as_str(), "larkfield.example");
    assert_eq!(organization.verified_domains.len(), 2);
    assert_eq!(organization.country.as_deref(), Some("NL"));
}

#[tokio::test]
async fn r1_the_delivery_route_is_the_mx_value_that_microsoft_reports() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1.0/domains" => Reply::json(DOMAINS),
        "/v1.0/domains/xn--brenhof-5wa.example/serviceConfigurationRecords" => Reply::error(404, "NotFound", ""),
        _ => Reply::json(RECORDS),
    })
    .await;
    let domains = server.directory().domains().await.unwrap();
    let mx = |name: &str| domains.iter().find(|domain| domain.name.as_str() == name).unwrap().mx.clone();
    assert_eq!(mx("larkfield.example"), Some(("larkfield-example.k-v1.mx.microsoft".to_owned(), 0)));
    assert_eq!(mx("xn--brenhof-5wa.example"), None, "no records, no route");
    assert_eq!(mx("intranet.larkfield.example"), None);
    let asked: Vec<_> = server.asked().into_iter().map(|asked| asked.path).collect();
    assert!(!asked.iter().any(|path| path.contains("intranet") || path.contains("unproven")), "{asked:?}");
}

#[tokio::test]
async fn r13_domains_say_whether_they_are_verified_carry_mail_and_are_microsofts_own() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1.0/domains" => Reply::json(DOMAINS),
        _ => Reply::json(RECORDS),
    })
    .await;
    let domains = server.directory().domains().await.unwrap();
    let flags: Vec<_> = domains.iter().map(|d| (d.name.as_str(), d.verified, d.mail, d.default, d.initial)).collect();
    assert_eq!(
        flags,
        [
            ("larkfieldfoods.onmicrosoft.com", true, true, false, true),
            ("larkfield.example", true, true, true, false),
            ("intranet.larkfield.example", true, false, false, false),
            ("xn--brenhof-5wa.example", true, true, false, false),
            ("unproven.example", false, false, false, false),
        ]
    );
}

fn recipients_page(asked: &Asked) -> Reply {
    let link = format!("{}{}?$skiptoken=2", asked.base, asked.path);
    match asked.query.as_str() {
        "$skiptoken=2" => Reply::json(r#"{"@adminapi.warnings":[],"value":[]}"#),
        _ => Reply::json(RECIPIENTS.replacen("\"value\"", &format!("\"@odata.nextLink\":\"{link}\",\"value\""), 1)),
    }
}

#[tokio::test]
async fn m5_recipients_are_read_by_posting_the_same_command_to_every_next_link() {
    let server = Server::start(recipients_page).await;
    let (reading, seen) = exchange(&server).await;
    assert_eq!(reading.unwrap(), ExchangeReading::Complete);
    assert_eq!(seen.len(), 4);
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    for asked in &asked {
        assert_eq!(asked.path, format!("/adminapi/beta/{TENANT}/InvokeCommand"));
        assert_eq!(asked.method, "POST");
        assert!(asked.body.contains(r#""CmdletName":"Get-Recipient""#) && asked.body.contains("Unlimited"));
        assert!(asked.header("x-anchormailbox").ends_with(TENANT));
        assert!(!asked.header("client-request-id").is_empty());
    }
    assert_eq!(asked[0].body, asked[1].body);
}

#[tokio::test]
async fn b2_a_full_page_of_exchanges_that_names_no_next_one_is_asked_for_once_more() {
    let link =
        |asked: &Asked, to: u32| format!("\"@odata.nextLink\":\"{}{}?$skiptoken={to}\",", asked.base, asked.path);
    let page = |link: &str| Reply::json(RECIPIENTS.replacen("\"value\"", &format!("{link}\"value\""), 1));
    for (lost, requests, ends_full) in [(0, 3, false), (1, 4, false), (2, 3, true)] {
        let tries = std::sync::atomic::AtomicU32::new(0);
        let server = Server::start(move |asked| match asked.query.as_str() {
            "$skiptoken=3" => Reply::json(r#"{"value":[]}"#),
            "$skiptoken=2" if tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < lost => page(""),
            "$skiptoken=2" => page(&link(asked, 3)),
            _ => page(&link(asked, 2)),
        })
        .await;
        let directory = server.directory();
        let (pages, mut arriving) = mpsc::channel(1);
        let drain = async { while arriving.recv().await.is_some() {} };
        let (list, ()) = tokio::join!(directory.read_exchange(None, pages), drain);
        let list = list.unwrap();
        assert_eq!((list.ends_full, list.objects, list.largest_page), (ends_full, 8, 4), "lost {lost} times");
        assert_eq!((server.asked().len(), list.other_page_size()), (requests, 3));
    }
}

#[tokio::test]
async fn m5_when_exchange_refuses_the_reading_says_so_and_goes_on() {
    let role = "Get-Recipient is not present in the role definition of the current user";
    for reply in [
        Reply::error(403, "Forbidden", "no"),
        Reply::error(404, "NotFound", "no such route"),
        Reply::error(401, "Unauthorized", "not for you"),
        Reply::error(500, "InternalServerError", role),
        Reply::json(r#"{"value":[]}"#),
        Reply::json(r#"{"value":[{"EmailAddresses":{}}]}"#),
    ] {
        let server = Server::start(move |_| reply.clone()).await;
        let (reading, _) = exchange(&server).await;
        assert!(matches!(reading, Ok(ExchangeReading::Unavailable(reason)) if !reason.is_empty()));
    }
}

#[tokio::test]
async fn m7_when_exchange_cannot_be_reached_or_is_busy_the_reading_fails() {
    for (reply, code) in [
        (Reply::error(429, "TooManyRequests", "").with("retry-after", "0"), "throttled"),
        (Reply::json("<html>").with("content-type", "text/html"), "not-json"),
        (Reply::error(500, "InternalServerError", "whatever"), "microsoft-error"),
        (Reply::json("{\"value\":["), "truncated"),
    ] {
        let server = Server::start(move |_| reply.clone()).await;
        assert_eq!(exchange(&server).await.0.unwrap_err().code(), code);
    }
}

#[tokio::test]
async fn a_next_link_of_exchange_to_another_host_is_never_followed() {
    let elsewhere = Server::start(recipients_page).await;
    let foreign = elsewhere.base.clone();
    let server =
        Server::start(move |_| Reply::json(format!(r#"{{"value":[],"@odata.nextLink":"{foreign}/x"}}"#))).await;
    assert!(matches!(exchange(&server).await.0, Ok(ExchangeReading::Unavailable(_))));
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn accepted_domains_say_whether_unknown_recipients_are_passed_on() {
    let server = Server::start(|asked| {
        assert!(asked.body.contains("Get-AcceptedDomain"));
        Reply::json(
            r#"{"value":[{"DomainName":"larkfield.example","DomainType":"Authoritative","Default":true},
                         {"DomainName":"larkdeli.example","DomainType":"InternalRelay","Default":false}]}"#,
        )
    })
    .await;
    let expected = [("larkfield.example", Accepted::Authoritative), ("larkdeli.example", Accepted::InternalRelay)]
        .map(|(name, accepted)| AcceptedDomain { name: name.parse().unwrap(), accepted });
    assert_eq!(server.directory().accepted_domains().await.unwrap(), expected);
}

#[tokio::test]
async fn r11_the_documented_organization_is_read_and_one_without_an_id_is_refused() {
    let whole = Server::start(|_| Reply::json(include_str!("fixtures/documented/organization.json"))).await;
    let organization = whole.directory().organization().await.unwrap();
    assert_eq!((organization.id.to_string().as_str(), organization.verified_domains.len()), (TENANT, 2));
    // Some documented samples have none: it could be anybody's, so that it is not taken for the pinned tenant.
    let nameless =
        Server::start(|_| Reply::json(include_str!("fixtures/documented/organization-without-id.json"))).await;
    let error = nameless.directory().organization().await.unwrap_err();
    assert!(error.to_string().contains("no organization with an id"), "{error}");
}

#[tokio::test]
async fn r13_the_documented_domains_are_read_with_their_route_and_a_missing_flag_is_no() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1.0/domains" => Reply::json(include_str!("fixtures/documented/domains.json")),
        _ => Reply::json(include_str!("fixtures/documented/dns-records.json")),
    })
    .await;
    let domains = server.directory().domains().await.unwrap();
    assert_eq!(domains.len(), 2, "an id that is no name is left out");
    assert_eq!(domains[0].mx, Some(("larkfield-example.mail.protection.outlook.com".to_owned(), 0)));
    assert_eq!((domains[1].verified, domains[1].mail, domains[1].initial), (false, false, false));
}
