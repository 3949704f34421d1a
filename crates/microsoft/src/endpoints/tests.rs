//! Lists of the documented shape, lists that cannot be believed, and the service of the practice cloud.

use practice::{Class, Failure, Fault, Options, Practice, Size};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

macro_rules! body {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/fixtures/documented/endpoints-", $name, ".json")).as_slice()
    };
}

fn texts(body: &[u8]) -> Vec<String> {
    ranges(body).unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn r8_of_each_cloud_the_sets_that_mail_comes_from_are_read_and_no_others() {
    assert_eq!(
        texts(body!("worldwide")),
        ["40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17", "2a01:111:f400::/48", "2a01:111:f403::/48"]
    );
    assert_eq!(ranges(body!("gcc-high")).unwrap().len(), 6);
    assert_eq!(
        texts(body!("china")),
        ["42.159.33.192/27", "42.159.36.0/24", "139.219.24.0/22", "2406:e500:4440::/43", "2406:e500:c020::/44"]
    );
}

fn refused(list: &Value) -> String {
    match ranges(list.to_string().as_bytes()) {
        Err(MicrosoftError::UnexpectedShape { what: WHAT, at }) => at,
        other => panic!("{list}: {other:?}"),
    }
}

fn with(ips: &[&str]) -> Value {
    json!([{"id": 10, "serviceArea": "Exchange", "urls": ["*.mail.protection.outlook.com"], "tcpPorts": "25", "ips": ips}])
}

#[test]
fn r8_a_list_without_a_range_or_with_one_that_would_let_everybody_in_is_refused() {
    let none = "no set of Exchange with TCP port 25 has addresses";
    let web = json!([{"id": 1, "serviceArea": "Exchange", "tcpPorts": "443", "ips": ["40.92.0.0/15"]}]);
    let other = json!([{"id": 1, "serviceArea": "Skype", "tcpPorts": "25", "ips": ["40.92.0.0/15"]}]);
    for list in [json!([]), with(&[]), web, other] {
        assert_eq!(refused(&list), none);
    }
    for wide in ["0.0.0.0/0", "40.0.0.0/7", "::/0", "2000::/3", "2a01::/16"] {
        assert_eq!(refused(&with(&["40.92.0.0/15", wide])), "set 10 has an address range that is far too wide");
    }
    for inside in ["127.0.0.1/32", "10.1.0.0/16", "172.0.0.0/8", "192.168.7.0/24", "::1/128", "fe80::/64", "fd00::/48"]
    {
        assert_eq!(refused(&with(&[inside])), "set 10 has an address range that is not public");
    }
    for odd in ["", "*", "40.92.0.0/33", "mail.protection.outlook.com", "40.92.0.0-40.93.0.0"] {
        assert_eq!(refused(&with(&[odd])), "set 10 has an address range that is none");
    }
    let many: Vec<String> = (0..600).map(|n| format!("40.{}.{}.0/24", n / 256, n % 256)).collect();
    assert!(refused(&with(&many.iter().map(String::as_str).collect::<Vec<_>>())).starts_with("600 ranges"));
}

#[test]
fn r8_ranges_are_told_in_order_once_and_by_their_first_address() {
    let list = with(&["52.100.0.9/14", "40.92.0.0/15", "40.92.0.0/15", "104.47.1.1"]);
    assert_eq!(texts(list.to_string().as_bytes()), ["40.92.0.0/15", "52.100.0.0/14", "104.47.1.1/32"]);
    let ports = |ports: &str| {
        let set = json!([{"id": 2, "serviceArea": "Exchange", "tcpPorts": ports, "ips": ["42.159.36.0/24"]}]);
        ranges(set.to_string().as_bytes()).is_ok()
    };
    assert!(ports("25") && ports("443, 25") && ports("20-30"));
    assert!(!ports("") && !ports("2525") && !ports("125,250") && !ports("26-30") && !ports("30-20"));
}

#[test]
fn r8_a_version_is_ten_digits_and_of_the_instance_that_was_asked_for() {
    let read = |text: &str| version(text.as_bytes(), Instance::Worldwide);
    assert_eq!(read(r#"{"instance":"Worldwide","latest":"2026081400","versions":[]}"#).unwrap(), "2026081400");
    for wrong in [
        r#"{"instance":"China","latest":"2026081400"}"#,
        r#"{"instance":"Worldwide","latest":"2026-08-14"}"#,
        r#"{"instance":"Worldwide","latest":2026081400}"#,
        r#"[{"instance":"Worldwide","latest":"2026081400"}]"#,
        r#"{"latest":"2026081400"}"#,
    ] {
        assert!(matches!(read(wrong), Err(MicrosoftError::UnexpectedShape { .. })), "{wrong}");
    }
    assert!(matches!(read(r#"{"instance":"Worl"#), Err(MicrosoftError::Truncated { .. })));
}

async fn start() -> Practice {
    Practice::start(Options { size: Size::Small, ..Options::default() }).await.unwrap()
}

/// Asks as the product does, and hardly waits.
async fn asked(practice: &Practice, known: Option<&str>) -> Result<Option<Networks>, MicrosoftError> {
    let base = Url::parse(&practice.cloud().endpoints).unwrap();
    let short = Duration::from_secs(1);
    let patience = Patience { first_wait: Duration::ZERO, silence: short, answer: short * 4, ..Patience::default() };
    read(&crate::client().unwrap(), &base, Instance::Worldwide, known, patience).await
}

#[tokio::test]
async fn r8_the_list_is_downloaded_only_when_it_is_newer() {
    let practice = start().await;
    let first = asked(&practice, None).await.unwrap().unwrap();
    assert_eq!(first.ranges, Networks::shipped().ranges);
    assert_eq!(asked(&practice, Some(&first.version)).await.unwrap(), None);
    assert_eq!(asked(&practice, Some("2999010100")).await.unwrap(), None);
    let downloads = || practice.requests().get("GET /endpoints/Worldwide").copied();
    assert_eq!((downloads(), practice.requests()["GET /version/Worldwide"]), (Some(1), 3));
    practice.configure(|settings| {
        settings.endpoints_version = "2026110100".to_owned();
        settings.mail_ranges = Some(vec!["40.92.0.0/15".to_owned(), "198.51.100.0/24".to_owned()]);
    });
    let newer = asked(&practice, Some(&first.version)).await.unwrap().unwrap();
    assert_eq!((newer.version.as_str(), newer.ranges.len()), ("2026110100", 2));
    assert_eq!(downloads(), Some(2));
}

#[tokio::test]
async fn r8_every_fault_of_the_service_is_named_and_one_lost_answer_is_asked_for_again() {
    let practice = start().await;
    for class in [Class::EndpointsVersion, Class::Endpoints] {
        for (how, code) in [
            (Failure::Throttled, "throttled"),
            (Failure::Unavailable, "throttled"),
            (Failure::BadGateway, "microsoft-error"),
            (Failure::Forbidden, "not-json"),
            (Failure::Truncated, "truncated"),
            (Failure::Reset, "unreachable"),
            (Failure::Stall, "stalled"),
            (Failure::Html, "not-json"),
            (Failure::Redirect, "redirected"),
            (Failure::WrongShape, "unexpected-shape"),
        ] {
            let fault = |times| vec![Fault { class, after: 0, how, times, retry_after: None }];
            practice.configure(|settings| settings.faults = fault(None));
            assert_eq!(asked(&practice, None).await.unwrap_err().code(), code, "{class:?} {how:?}");
            practice.configure(|settings| settings.faults = fault(Some(1)));
            let passes = matches!(code, "truncated" | "unreachable" | "stalled")
                || matches!(how, Failure::Unavailable | Failure::BadGateway);
            assert_eq!(asked(&practice, None).await.is_ok(), passes, "{class:?} {how:?}");
            practice.configure(|settings| settings.faults.clear());
        }
    }
}

proptest! {
    #[test]
    fn r8_whatever_the_service_answers_what_is_read_is_public_narrow_sorted_and_some(
        ips in prop::collection::vec("([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2}|[0-9a-f:]{2,12}/[0-9]{1,3}|\\PC{0,6}", 0..4),
        ports in "[0-9,-]{0,6}|25",
        spoil in prop::option::of((any::<prop::sample::Index>(), any::<u8>())),
    ) {
        let list = json!([{"id": 1, "serviceArea": "Exchange", "tcpPorts": ports, "ips": ips, "new": {"field": [1]}}]);
        let mut body = list.to_string().into_bytes();
        if let Some((at, byte)) = spoil {
            let at = at.index(body.len());
            body[at] = byte;
        }
        if let Ok(ranges) = ranges(&body) {
            prop_assert!(!ranges.is_empty() && ranges.windows(2).all(|pair| pair[0] < pair[1]));
            for range in ranges {
                prop_assert!(range.prefix_len() >= 8 && range.trunc() == range);
                prop_assert!(!range.contains(&"127.0.0.1".parse::<std::net::IpAddr>().unwrap()));
            }
        }
    }
}
