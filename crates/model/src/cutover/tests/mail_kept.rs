//! What mail does while a step is followed as it is written, and while a source of facts is silent.

use super::*;
use crate::DomainName;

const OURS: [&str; 2] = ["mx1.gateway.example", "mx2.gateway.example"];

fn lines(world: &World, kind: StepKind) -> String {
    world.step(kind).powershell.unwrap_or_default()
}

fn key() -> Option<DomainName> {
    Some(name("larkfield.example"))
}

#[test]
fn w8_a_connector_for_all_mail_is_not_good_while_the_gateway_would_refuse_senders_and_a_mark_says_of_how_many() {
    let mut world = world();
    assert_eq!(world.state(StepKind::OutboundConnector), (StepState::Done, Code::OutboundGood));
    world.refused = [("larkdeli.example".to_owned(), 3), ("larkfield.example".to_owned(), 2)].into();
    let step = world.step(StepKind::OutboundConnector);
    assert_eq!((step.state, step.code), (StepState::Look, Code::OutboundRefusesSome));
    assert_eq!(
        (step.facts["count"].as_str(), step.facts["domains"].as_str()),
        ("5", "larkdeli.example larkfield.example")
    );
    assert_eq!(world.blocked(), [BlockCode::SendersRefused]);
    assert_eq!(world.judge().blocked[0].count, Some(5));
    let mark = |objects| Said { objects, code: Some(Code::OutboundRefusesSome) };
    for (objects, holds) in [(4, false), (5, true)] {
        world.marked.insert((None, StepKind::OutboundConnector), mark(objects));
        assert_eq!(world.blocked().is_empty(), holds, "{objects}");
    }
    world.outgoing = false;
    assert_eq!(world.state(StepKind::OutboundConnector), (StepState::Done, Code::OutboundNotNeeded));
}

#[test]
fn w8_where_the_gateway_refuses_senders_the_lines_lead_only_those_there_who_may_send() {
    let mut world = world();
    world.exchange().outbound = Some(Vec::new());
    let all = "New-OutboundConnector -Name 'To the mail gateway' -ConnectorType Partner -IsTransportRuleScoped $false \
               -RecipientDomains '*' -UseMXRecord $false -SmartHosts 'out.gateway.example' -TlsSettings EncryptionOnly";
    assert_eq!(lines(&world, StepKind::OutboundConnector), all);

    // Those of another domain alone: the chosen domains tell who may.
    world.refused = [("larkdeli.example".to_owned(), 3)].into();
    let step = world.step(StepKind::OutboundConnector);
    assert_eq!((step.code, step.facts["count"].as_str()), (Code::OutboundMissing, "3"), "said beside the lines");
    assert!(!step.facts.contains_key("group"));
    let by_domain = "New-OutboundConnector -Name 'To the mail gateway' -ConnectorType Partner -IsTransportRuleScoped $true \
                     -UseMXRecord $false -SmartHosts 'out.gateway.example' -TlsSettings EncryptionOnly\n\
                     $rule = @{ SenderDomainIs = 'larkfield.example'; SenderAddressLocation = 'Envelope'; \
                     SentToScope = 'NotInOrganization'; RouteMessageOutboundConnector = 'To the mail gateway' }\n\
                     if (Get-TransportRule -Identity 'Send by the mail gateway' -ErrorAction SilentlyContinue) \
                     { Set-TransportRule -Identity 'Send by the mail gateway' @rule } else \
                     { New-TransportRule -Name 'Send by the mail gateway' @rule }";
    assert_eq!(step.powershell.as_deref(), Some(by_domain));

    // Some of a chosen domain, too: nobody goes there whom nobody put into the group.
    world.refused.insert("larkfield.example".to_owned(), 2);
    let step = world.step(StepKind::OutboundConnector);
    assert_eq!(step.facts["group"], "Senders by the mail gateway");
    let lines = step.powershell.unwrap();
    let group = "if (-not (Get-DistributionGroup -Identity 'Senders by the mail gateway' -ErrorAction SilentlyContinue)) \
                 { New-DistributionGroup -Name 'Senders by the mail gateway' -Type Security -PrimarySmtpAddress \
                 \"senders-by-gateway@$((Get-AcceptedDomain | Where-Object InitialDomain).DomainName)\" }\n";
    assert!(lines.contains(group), "{lines}");
    assert!(lines.contains("$rule = @{ FromMemberOf = 'Senders by the mail gateway'; SenderDomainIs = "), "{lines}");
}

#[test]
fn w8_a_connector_by_rule_keeps_its_rule_to_those_who_may_send_and_is_good_by_a_persons_word() {
    let mut world = world();
    let by_rule = |out: &mut TenantMail| out.outbound.as_mut().unwrap()[0].by_rule = true;
    by_rule(world.exchange());
    assert_eq!(world.step(StepKind::OutboundConnector).powershell, None, "which rule is right nobody can tell");
    world.refused = [("larkdeli.example".to_owned(), 3)].into();
    let lines = lines(&world, StepKind::OutboundConnector);
    assert!(lines.starts_with("$rule = @{ SenderDomainIs = 'larkfield.example'; "), "{lines}");
    assert!(lines.contains("RouteMessageOutboundConnector = 'Out' }"), "{lines}");
    world.marked.insert((None, StepKind::OutboundConnector), Said { objects: 3, code: Some(Code::OutboundByRule) });
    assert_eq!(world.blocked(), []);
}

#[test]
fn w8_a_connector_of_the_offered_name_is_led_to_the_gateway_and_no_second_one_is_offered() {
    let mut world = world();
    let out = &mut world.exchange().outbound.as_mut().unwrap()[0];
    (out.name, out.smart_hosts) = ("To the mail gateway".to_owned(), vec!["out.former.example".to_owned()]);
    assert_eq!(world.state(StepKind::OutboundConnector), (StepState::DoNow, Code::OutboundOther));
    let lines = lines(&world, StepKind::OutboundConnector);
    assert!(lines.starts_with("Set-OutboundConnector -Identity 'To the mail gateway' -Enabled $true "), "{lines}");
}

#[test]
fn w8_no_line_takes_the_present_filter_off_a_connector_before_all_mail_comes_by_the_gateway() {
    let mut world = world();
    world.switch(&["mx.filter-a.example"]);
    world.exchange().inbound = Some(vec![lock(&["198.51.100.1"])]);
    let step = world.step(StepKind::InboundConnector);
    assert_eq!((step.state, step.code), (StepState::DoNow, Code::InboundRefuses));
    assert_eq!(step.wanted, ["198.51.100.1", "192.0.2.0/24"]);
    let both = "Set-InboundConnector -Identity 'In' -SenderIPAddresses '198.51.100.1','192.0.2.0/24'";
    assert_eq!(step.powershell.as_deref(), Some(both));

    world.exchange().inbound = Some(vec![lock(&["198.51.100.1", "192.0.2.0/24"])]);
    let step = world.step(StepKind::InboundConnector);
    assert_eq!((step.state, step.code), (StepState::Wait, Code::InboundOthersYet));
    assert_eq!((step.powershell, step.wanted), (None, Vec::new()));
    assert_eq!(world.blocked(), [], "both are let in");
    assert_eq!(world.state(StepKind::DirectSend).0, StepState::DoNow, "the connector vouches for the gateway");

    world.switch(&OURS);
    let step = world.step(StepKind::InboundConnector);
    assert_eq!((step.state, step.code), (StepState::Look, Code::InboundOthersToo));
    assert_eq!(
        step.powershell.as_deref(),
        Some("Set-InboundConnector -Identity 'In' -SenderIPAddresses '192.0.2.0/24'")
    );
    assert_eq!(step.wanted, ["192.0.2.0/24"]);
}

#[test]
fn w8_a_look_that_fails_takes_no_reason_away_that_was_known() {
    let failed = || ExchangeLook::Failed { cause: "503".to_owned() };
    let mut world = world();
    world.outgoing = false;
    world.exchange().inbound = Some(vec![lock(&["198.51.100.1"])]);
    let names = ["selector1", "selector2"]
        .map(|selector| format!("{selector}-larkfield-example._domainkey.larkfield.onmicrosoft.com"));
    world.exchange().dkim = Some(vec![DkimSigning { domain: "larkfield.example".to_owned(), enabled: false, names }]);
    let before = (world.blocked(), world.step(StepKind::InboundConnector), world.state(StepKind::Dkim));
    assert_eq!(before.0, [BlockCode::InboundRefuses]);
    world.read = Some(world.exchange().clone());
    world.exchange = failed();
    let after = (world.blocked(), world.step(StepKind::InboundConnector), world.state(StepKind::Dkim));
    assert_eq!(after, before, "it is judged as it was last seen");
    world.read = None;
    assert_eq!(world.state(StepKind::AllowList), (StepState::Unknown, Code::ExchangeFailed));
    assert_eq!(world.state(StepKind::InboundConnector), (StepState::Unknown, Code::InboundUnseen));
}

#[test]
fn w8_a_permission_that_went_leaves_what_was_seen_to_a_person_and_their_word_lifts_it() {
    let mut world = world();
    world.outgoing = false;
    world.exchange().inbound = Some(vec![lock(&["198.51.100.1"])]);
    world.read = Some(world.exchange().clone());
    world.exchange = ExchangeLook::Missing { permission: "Exchange.Manage".to_owned() };
    assert_eq!(world.state(StepKind::InboundConnector), (StepState::Unknown, Code::InboundUnseen));
    assert_eq!(world.blocked(), [BlockCode::InboundRefuses]);
    world.marked.insert((None, StepKind::InboundConnector), said(Code::InboundUnseen));
    assert_eq!(world.blocked(), []);
}

#[test]
fn w8_a_policy_that_cannot_be_had_stands_against_the_switch_until_a_person_looked() {
    let unread = |policy| Answer::Found(MtaStsReading { texts: vec!["v=STSv1; id=1".to_owned()], policy });
    let table = [
        (unread(Answer::Timeout), Code::MtaStsUnreachable),
        (unread(Answer::Failed("404".to_owned())), Code::MtaStsUnreachable),
        (unread(Answer::Nothing), Code::MtaStsUnreachable),
        (Answer::Timeout, Code::DnsTimeout),
        (Answer::Failed("SERVFAIL".to_owned()), Code::DnsFailed),
    ];
    for (answer, code) in table {
        let mut world = world();
        world.mail().mta_sts = answer;
        assert_eq!(world.step(StepKind::MtaSts).code, code);
        assert_eq!(world.blocked(), [BlockCode::MtaStsUnknown], "{code:?}");
        assert_eq!(world.step(StepKind::Mx).state, StepState::Wait);
        world.marked.insert((key(), StepKind::MtaSts), said(code));
        assert_eq!(world.blocked(), [], "{code:?}");
    }
    let mut world = world();
    world.domains[0].dns.as_mut().unwrap().mail = None;
    world.outgoing = false;
    assert_eq!(world.blocked(), [BlockCode::MtaStsUnknown], "only where its mail goes was looked up");
}

#[test]
fn w8_once_mail_goes_to_the_gateway_it_is_said_for_which_reasons_some_is_refused() {
    type Spoiling = fn(&mut World);
    let table: [(Spoiling, &[BlockCode]); 6] = [
        (|_| {}, &[]),
        (|w| w.domains[0].missing = 2, &[BlockCode::RecipientsMissing]),
        (|w| w.domains[0].unchosen = 2, &[BlockCode::RecipientsUnchosen]),
        (|w| w.exchange().inbound = Some(vec![lock(&["198.51.100.1"])]), &[BlockCode::InboundRefuses]),
        (|w| w.refused = [("larkdeli.example".to_owned(), 1)].into(), &[BlockCode::SendersRefused]),
        // Mail goes out past the gateway then, and is refused by nobody.
        (|w| w.exchange().outbound = Some(Vec::new()), &[]),
    ];
    for (spoil, refused) in table {
        let mut world = world();
        spoil(&mut world);
        assert_eq!(world.judge().domains[0].refused, [], "not before the switch");
        world.switch(&OURS);
        let judged = world.judge().domains.remove(0);
        assert_eq!(judged.refused.iter().map(|block| block.code).collect::<Vec<_>>(), refused);
        assert!(judged.refused.iter().all(|block| judged.blocked.contains(block)));
    }
}

#[test]
fn w8_a_mark_counts_for_what_it_was_said_of_and_for_no_other_reason() {
    let mut world = world();
    let seen = world.exchange.clone();
    world.exchange = ExchangeLook::Missing { permission: "Exchange.Manage".to_owned() };
    world.marked.insert((None, StepKind::OutboundConnector), said(Code::ExchangeMissing));
    assert_eq!(world.state(StepKind::OutboundConnector).0, StepState::Done);
    world.exchange = ExchangeLook::Failed { cause: "503".to_owned() };
    assert_eq!(world.state(StepKind::OutboundConnector).0, StepState::Done, "nobody can tell now, either");
    world.exchange = seen;
    world.exchange().outbound.as_mut().unwrap()[0].by_rule = true;
    assert_eq!(world.state(StepKind::OutboundConnector), (StepState::Look, Code::OutboundByRule));
    world.marked.insert((None, StepKind::OutboundConnector), Said { objects: 0, code: None });
    assert_eq!(world.state(StepKind::OutboundConnector).0, StepState::Done, "what was said before reasons were kept");
}

#[test]
fn w8_a_connector_that_was_ticked_vouches_for_the_gateway_only_while_the_tick_counts() {
    let mut world = world();
    world.switch(&OURS);
    world.marked.insert((None, StepKind::InboundConnector), said(Code::ExchangeMissing));
    assert_eq!(world.state(StepKind::InboundConnector), (StepState::DoNow, Code::InboundOpen));
    assert_eq!(world.state(StepKind::DirectSend), (StepState::Wait, Code::DirectSendAfterConnector));
}

#[test]
fn w8_dmarc_from_a_domain_above_says_whose_it_is_and_offers_the_domains_own_record() {
    let reading = |at: &str, text: &str, policy| {
        Answer::Found(DmarcReading { at: at.to_owned(), texts: vec![text.to_owned()], policy, percent: None })
    };
    let mut world = world();
    world.domains[0].name = name("shop.larkfield.example");
    let above = "v=DMARC1; p=reject; sp=none; rua=mailto:d@larkfield.example";
    world.mail().dmarc = reading("larkfield.example", above, Some(DmarcPolicy::None));
    let step = world.step(StepKind::Dmarc);
    assert_eq!((step.code, step.facts["at"].as_str()), (Code::DmarcWatches, "larkfield.example"));
    assert_eq!(step.wanted, ["v=DMARC1; p=quarantine; rua=mailto:d@larkfield.example"]);
    world.mail().dmarc = reading("shop.larkfield.example", "v=DMARC1; rua=mailto:d@larkfield.example", None);
    let step = world.step(StepKind::Dmarc);
    assert_eq!((step.code, step.facts.get("at")), (Code::DmarcInvalid, None));
    assert_eq!(step.wanted, ["v=DMARC1; p=none; rua=mailto:d@larkfield.example"]);
}

#[test]
fn w8_another_name_of_the_gateway_takes_back_what_was_said_of_the_one_before() {
    let former = gateway();
    type Naming = fn(&mut Target);
    let table: [(Naming, &[StepKind]); 5] = [
        (|_| {}, &[]),
        (|to| drop(to.mx.pop()), &[StepKind::MtaSts, StepKind::Mx]),
        (|to| to.spf = None, &[StepKind::Spf]),
        (|to| to.smarthost = Some("out2.gateway.example".to_owned()), &[StepKind::OutboundConnector]),
        (|to| to.addresses.clear(), &[StepKind::AllowList, StepKind::InboundConnector]),
    ];
    for (name, steps) in table {
        let mut target = gateway();
        name(&mut target);
        assert_eq!(target.other_steps(&former), steps);
    }
}

#[test]
fn w8_a_step_that_others_come_before_has_no_lines_to_copy_whether_exchange_was_read_or_not() {
    for exchange in [world().exchange, ExchangeLook::Missing { permission: "Exchange.Manage".to_owned() }] {
        let mut world = World { exchange, ..world() };
        for kind in [StepKind::InboundConnector, StepKind::DirectSend] {
            assert_eq!(world.step(kind).powershell, None, "{kind:?}: mail still comes by others");
        }
        world.switch(&OURS);
        assert!(lines(&world, StepKind::InboundConnector).starts_with("New-InboundConnector "));
        assert_eq!(world.step(StepKind::DirectSend).powershell, None, "nothing vouches for the gateway");
        world.marked.insert((None, StepKind::InboundConnector), said(Code::ExchangeMissing));
        let vouched = world.step(StepKind::InboundConnector).state == StepState::Done;
        assert_eq!(world.step(StepKind::DirectSend).powershell.is_some(), vouched);
    }
}
