//! SPF against zones that are written here.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

#[derive(Default)]
struct Zone {
    texts: BTreeMap<String, Answer<Vec<String>>>,
    hosts: BTreeSet<String>,
}

impl Lookups for Zone {
    async fn texts(&self, name: &str) -> Answer<Vec<String>> {
        self.texts.get(name).cloned().unwrap_or(Answer::Nothing)
    }
    async fn has_addresses(&self, name: &str) -> Answer<()> {
        if self.hosts.contains(name) { Answer::Found(()) } else { Answer::Nothing }
    }
    async fn has_exchangers(&self, name: &str) -> Answer<()> {
        self.has_addresses(name).await
    }
}

fn zone(records: &[(&str, &str)]) -> Zone {
    let mut zone = Zone::default();
    for (name, text) in records {
        zone.texts.insert((*name).to_owned(), Answer::Found(vec![(*text).to_owned()]));
    }
    zone.hosts.insert("mail.example".to_owned());
    zone
}

fn read(zone: &Zone, text: &str) -> SpfReading {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(evaluate(zone, text))
}

#[test]
fn w8_spf_is_walked_through_what_it_includes() {
    let zone = zone(&[
        ("spf.gateway.example", "v=spf1 ip4:192.0.2.0/24 include:more.gateway.example -all"),
        ("more.gateway.example", "v=spf1 ip6:2001:db8::/32 a:mail.example ~all"),
    ]);
    let reading = read(&zone, "v=spf1 include:spf.gateway.example ?ip4:198.51.100.1 -all");
    assert_eq!(reading.result, SpfResult::Valid);
    assert_eq!((reading.lookups, reading.voids), (3, 0));
    assert!(reading.reached.contains("more.gateway.example"));
    assert_eq!(reading.ranges, ["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()]);
}

#[test]
fn w8_an_include_that_does_not_pass_names_nobody() {
    let zone = zone(&[("spf.gateway.example", "v=spf1 ip4:192.0.2.1 -all")]);
    let reading = read(&zone, "v=spf1 -include:spf.gateway.example -all");
    assert!(reading.reached.is_empty() && reading.ranges.is_empty());
}

#[test]
fn w8_the_eleventh_lookup_of_spf_is_one_too_many() {
    let names: Vec<String> = (0..11).map(|n| format!("s{n}.example")).collect();
    let mut zone = zone(&[]);
    for name in &names {
        zone.texts.insert(name.clone(), Answer::Found(vec!["v=spf1 -all".to_owned()]));
    }
    let of = |count: usize| {
        let terms: Vec<String> = names[..count].iter().map(|name| format!("include:{name}")).collect();
        read(&zone, &format!("v=spf1 {} -all", terms.join(" ")))
    };
    assert_eq!(of(10).result, SpfResult::Valid);
    assert_eq!((of(11).result, of(11).lookups), (SpfResult::TooManyLookups, 11));
    let endless = super::tests::zone(&[("loop.example", "v=spf1 include:loop.example -all")]);
    assert_eq!(read(&endless, "v=spf1 include:loop.example -all").result, SpfResult::TooManyLookups);
}

#[test]
fn w8_the_third_lookup_of_spf_that_finds_nothing_is_one_too_many() {
    let zone = zone(&[]);
    assert_eq!(read(&zone, "v=spf1 a:no1.example mx:no2.example -all").result, SpfResult::Valid);
    assert_eq!(read(&zone, "v=spf1 a:no1.example a:no2.example a:no3.example").result, SpfResult::TooManyVoids);
}

#[test]
fn w8_an_include_without_a_record_or_without_an_answer_spoils_spf() {
    let mut zone = zone(&[]);
    assert_eq!(read(&zone, "v=spf1 include:none.example -all").result, SpfResult::Invalid("none.example".to_owned()));
    zone.texts.insert("slow.example".to_owned(), Answer::Timeout);
    assert_eq!(
        read(&zone, "v=spf1 include:slow.example -all").result,
        SpfResult::Unreachable("slow.example".to_owned())
    );
    let two = Answer::Found(vec!["v=spf1 -all".to_owned(), "v=spf1 ~all".to_owned()]);
    zone.texts.insert("two.example".to_owned(), two);
    assert!(matches!(read(&zone, "v=spf1 include:two.example").result, SpfResult::Invalid(_)));
}

#[test]
fn w8_a_redirect_counts_only_where_no_all_stands() {
    let zone = zone(&[("r.example", "v=spf1 ip4:192.0.2.9 -all")]);
    assert_eq!(read(&zone, "v=spf1 redirect=r.example").lookups, 1);
    assert_eq!(read(&zone, "v=spf1 -all redirect=r.example").lookups, 0);
}

#[test]
fn w8_what_stands_after_all_names_nobody_asks_nobody_and_still_has_to_be_spf() {
    let mut zone = zone(&[
        ("spf.gateway.example", "v=spf1 ip4:192.0.2.0/24 -all"),
        ("late.example", "v=spf1 ?all ip4:192.0.2.0/24 include:slow.example"),
    ]);
    zone.texts.insert("slow.example".to_owned(), Answer::Timeout);
    for text in [
        "v=spf1 -all include:spf.gateway.example ip4:192.0.2.0/24 include:slow.example a:no1.example",
        "v=spf1 redirect=spf.gateway.example -all",
    ] {
        let reading = read(&zone, text);
        assert_eq!((reading.result, reading.lookups, reading.voids), (SpfResult::Valid, 0, 0), "{text}");
        assert!(reading.reached.is_empty() && reading.ranges.is_empty(), "{text}");
    }
    let included = read(&zone, "v=spf1 include:late.example -all");
    assert_eq!((included.result, included.lookups, included.ranges), (SpfResult::Valid, 1, Vec::new()));
    // An error spoils the record wherever it stands, and before anybody is asked (4.6).
    for text in ["v=spf1 -all ip4:300.0.0.1", "v=spf1 include:slow.example ip4:300.0.0.1"] {
        assert_eq!(read(&zone, text).result, SpfResult::Invalid("ip4:300.0.0.1".to_owned()), "{text}");
    }
}

#[test]
fn w8_what_is_no_spf_is_told_with_the_term() {
    for bad in ["ip4:300.0.0.1", "include:", "alll", "ip6:192.0.2.1", "a:", "ipv4:192.0.2.1"] {
        let reading = read(&zone(&[]), &format!("v=spf1 {bad} -all"));
        assert_eq!(reading.result, SpfResult::Invalid(bad.to_owned()));
    }
    for good in
        ["a", "a/24", "mx//64", "a:mail.example/24//64", "exp=%{d}.example", "unknown=x", "ptr", "exists:%{i}.x"]
    {
        assert!(parse(good).is_some(), "{good}");
    }
    assert!(is_spf("V=SPF1 -all") && is_spf("v=spf1") && !is_spf("v=spf10 -all"));
}

proptest! {
    #[test]
    fn w8_any_record_is_walked_to_an_end(text in "v=spf1( [+~?-]?(include:[ab]|redirect=[ab]|a|mx|ptr|ip4:[0-9./]{1,18}|\\PC{0,12})){0,40}") {
        let zone = zone(&[("a", "v=spf1 include:b include:a -all"), ("b", "v=spf1 include:a a:x.example redirect=b")]);
        let reading = read(&zone, &text);
        prop_assert!(reading.lookups <= WALK);
        prop_assert!(reading.ranges.len() <= MOST_TERMS);
    }
}
