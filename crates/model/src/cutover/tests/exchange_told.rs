//! What Exchange tells is not believed to be more than it says: addresses of IPv6, journal rules, DKIM.

use super::*;

const OVER_IPV4: &str = "Disable-IPv6ForAcceptedDomain -Domain 'larkfield.example'";

fn with_addresses(addresses: &[&str]) -> World {
    let mut world = world();
    world.target.addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
    world
}

#[test]
fn w8_an_allow_list_takes_no_ipv6_and_what_the_gateway_delivers_over_it_is_left_to_a_person() {
    let mut world = with_addresses(&["192.0.2.0/24", "2001:db8::/64"]);
    let step = world.step(StepKind::AllowList);
    assert_eq!((step.state, step.code), (StepState::Look, Code::AddressesIpv6));
    assert_eq!(step.facts["missing"], "2001:db8::/64");
    assert_eq!((step.powershell.as_deref(), step.wanted), (Some(OVER_IPV4), Vec::new()));
    assert_eq!(world.blocked(), [], "it is no reason to refuse mail");
    world.marked.insert((None, StepKind::AllowList), said(Code::AddressesIpv6));
    assert_eq!(world.state(StepKind::AllowList).0, StepState::Done);

    // What can be put on it comes first.
    world.exchange().allow_list = Some(Vec::new());
    let step = world.step(StepKind::AllowList);
    assert_eq!((step.state, step.code), (StepState::DoNow, Code::AllowListMissing));
    assert_eq!((step.facts["missing"].as_str(), step.wanted), ("192.0.2.0/24", vec!["192.0.2.0/24".to_owned()]));

    // Enhanced filtering looks behind the gateway only where it skips all of its addresses.
    let skipping = |skip_last| InboundConnector {
        enabled: true,
        skip_addresses: vec!["192.0.2.0/24".to_owned()],
        skip_last,
        ..InboundConnector::default()
    };
    for (skip_last, code) in [(false, Code::AllowListMissing), (true, Code::AllowEnhanced)] {
        world.exchange().inbound = Some(vec![skipping(skip_last)]);
        assert_eq!(world.step(StepKind::AllowList).code, code);
    }
}

#[test]
fn w8_a_lock_by_addresses_lets_in_no_ipv6_and_stands_against_the_switch_until_a_person_looked() {
    let by_certificate = InboundConnector { restrict_to_certificate: true, ..lock(&["192.0.2.0/24"]) };
    let table: [(&[&str], InboundConnector); 3] = [
        (&["192.0.2.0/24", "2001:db8::/64"], lock(&["192.0.2.0/24"])),
        (&["2001:db8::/64"], lock(&["198.51.100.1"])),
        (&["192.0.2.0/24", "2001:db8::/64"], by_certificate),
    ];
    for (addresses, connector) in table {
        let mut world = with_addresses(addresses);
        world.exchange().inbound = Some(vec![connector]);
        let step = world.step(StepKind::InboundConnector);
        assert_eq!((step.state, step.code), (StepState::Look, Code::InboundIpv6));
        assert_eq!((step.facts["connector"].as_str(), step.facts["missing"].as_str()), ("In", "2001:db8::/64"));
        assert_eq!((step.powershell.as_deref(), step.wanted), (Some(OVER_IPV4), Vec::new()));
        assert_eq!(world.blocked(), [BlockCode::InboundUnknown]);
        world.marked.insert((None, StepKind::InboundConnector), said(Code::InboundIpv6));
        assert_eq!(world.blocked(), []);
    }
    let mut world = with_addresses(&["192.0.2.0/24", "2001:db8::/64"]);
    world.exchange().inbound = Some(vec![lock(&["198.51.100.1"])]);
    let step = world.step(StepKind::InboundConnector);
    assert_eq!((step.code, step.facts["missing"].as_str()), (Code::InboundRefuses, "192.0.2.0/24"));
}

#[test]
fn w8_no_line_shuts_out_a_gateway_that_delivers_over_ipv6() {
    let mut world = with_addresses(&["192.0.2.0/24", "2001:db8::/64"]);
    world.switch(&["mx1.gateway.example", "mx2.gateway.example"]);
    let step = world.step(StepKind::InboundConnector);
    assert_eq!((step.state, step.code), (StepState::Look, Code::AddressesIpv6));
    assert_eq!(step.powershell.as_deref(), Some(OVER_IPV4));
    assert_eq!(world.blocked(), [], "nothing is locked");
    world.marked.insert((None, StepKind::InboundConnector), said(Code::AddressesIpv6));
    assert_eq!(world.state(StepKind::DirectSend).0, StepState::Wait, "and nothing vouches for the gateway");
    world.exchange = ExchangeLook::Missing { permission: "Exchange.Manage".to_owned() };
    assert_eq!(world.step(StepKind::InboundConnector).powershell, None);
}

#[test]
fn w8_a_journal_rule_counts_for_the_mail_that_it_copies_and_where_to_is_for_a_person_to_see() {
    let rule = |scope: &str, recipient: Option<&str>| JournalRule {
        name: "Journal".to_owned(),
        enabled: true,
        to: "j@archive.example".to_owned(),
        scope: Some(scope.to_owned()),
        recipient: recipient.map(str::to_owned),
    };
    let off = JournalRule { enabled: false, ..rule("Global", None) };
    let [sam, ana] = ["sam@larkfield.example", "ana@larkfield.example"].map(|who| rule("Global", Some(who)));
    let table = [
        (vec![rule("Global", None)], Code::JournalFound),
        (vec![sam.clone(), rule("Internal", None)], Code::JournalFound),
        (vec![off.clone(), sam, ana], Code::JournalPartly),
        (vec![rule("External", None)], Code::JournalMissing),
        (vec![rule("External", Some("sam@larkfield.example")), off], Code::JournalMissing),
    ];
    let mut world = world();
    world.archiving = true;
    for (rules, code) in table {
        world.marked.clear();
        world.exchange().journal = Some(rules);
        assert_eq!(world.state(StepKind::Journal), (StepState::Look, code));
        world.marked.insert((None, StepKind::Journal), said(code));
        assert_eq!(world.state(StepKind::Journal).0, StepState::Done, "{code:?}");
    }
    world.exchange().journal = Some(vec![rule("Internal", None), rule("External", Some("sam@larkfield.example"))]);
    let step = world.step(StepKind::Journal);
    assert_eq!((step.facts["rule"].as_str(), step.facts["to"].as_str()), ("Journal", "j@archive.example"));
    let shown =
        ["Internal", "External sam@larkfield.example"].map(|of| format!("Journal: {of} \u{2192} j@archive.example"));
    assert_eq!(step.now, shown);
    world.exchange().journal =
        Some(vec![rule("Global", Some("sam@larkfield.example")), rule("Internal", Some("ana@larkfield.example"))]);
    assert_eq!(world.step(StepKind::Journal).facts["recipients"], "sam@larkfield.example ana@larkfield.example");
}

#[test]
fn w8_a_journal_rule_that_was_read_before_its_scope_was_kept_is_not_known() {
    let mut world = world();
    world.archiving = true;
    let kept = r#"{ "name": "Journal", "enabled": true, "to": "j@archive.example" }"#;
    world.exchange().journal = Some(vec![serde_json::from_str(kept).unwrap()]);
    assert_eq!(world.state(StepKind::Journal), (StepState::Unknown, Code::NotChecked));
    world.exchange().journal.as_mut().unwrap()[0].enabled = false;
    assert_eq!(world.state(StepKind::Journal), (StepState::Look, Code::JournalMissing));
}

#[test]
fn w8_dkim_of_a_domain_that_exchange_does_not_list_is_set_up_first_whatever_its_records_say() {
    let listed = |names: [&str; 2]| DkimSigning {
        domain: "larkfield.example".to_owned(),
        enabled: true,
        names: names.map(str::to_owned),
    };
    let elsewhere = DkimSigning { domain: "larkdeli.example".to_owned(), ..listed(["", ""]) };
    let list = "New-DkimSigningConfig -DomainName 'larkfield.example' -Enabled $false";
    let sign = "Set-DkimSigningConfig -Identity 'larkfield.example' -Enabled $true";
    let mut world = world();
    // Both selectors point to a tenant of Microsoft's: the one that the domain was in before.
    for all in [Vec::new(), vec![elsewhere]] {
        world.exchange().dkim = Some(all);
        let step = world.step(StepKind::Dkim);
        assert_eq!((step.state, step.code), (StepState::DoNow, Code::DkimNotSetUp));
        assert_eq!((step.powershell.as_deref(), step.wanted), (Some(list), Vec::new()));
    }
    // Nothing points to Microsoft: that others sign is a person's word.
    world.mail().dkim.values_mut().for_each(|answer| *answer = Answer::Nothing);
    let step = world.step(StepKind::Dkim);
    assert_eq!((step.state, step.code, step.powershell.as_deref()), (StepState::Look, Code::DkimNotSetUp, Some(list)));
    world.exchange().dkim = Some(vec![listed(["a.example", "b.example"])]);
    let step = world.step(StepKind::Dkim);
    assert_eq!((step.code, step.powershell.as_deref(), step.wanted.len()), (Code::DkimMissing, Some(sign), 2));
    world.exchange().dkim = None;
    let step = world.step(StepKind::Dkim);
    let both = format!(
        "if (-not (Get-DkimSigningConfig -Identity 'larkfield.example' -ErrorAction SilentlyContinue)) {{ {list} }}\n{sign}"
    );
    assert_eq!((step.code, step.powershell), (Code::DkimMissing, Some(both)));
}
