//! The cut-over's rules as tables: facts on the left, what follows on the right.

mod exchange_told;
mod locks;
mod mail_kept;
mod records;
mod world;

use super::*;
use world::*;

#[test]
fn r17_steps_come_in_the_order_in_which_no_mail_is_lost() {
    let judgement = world().judge();
    let kinds = |steps: &[Judged]| steps.iter().map(|step| step.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&judgement.domains[0].steps), StepKind::OF_DOMAIN);
    assert_eq!(kinds(&judgement.tenant), StepKind::OF_TENANT);
    let mut sorted = StepKind::OF_DOMAIN.to_vec();
    sorted.sort();
    assert_eq!(sorted, StepKind::OF_DOMAIN, "the switch is the last one of a domain");
    assert!(StepKind::Mx < StepKind::InboundConnector && StepKind::OutboundConnector < StepKind::Mx);
    let all = StepKind::all();
    assert_eq!(all.map(StepKind::number).to_vec(), (1..=11).collect::<Vec<_>>());
    let parts: Vec<Part> = all.map(StepKind::part).to_vec();
    assert_eq!(parts, [vec![Part::Before; 7], vec![Part::Switch], vec![Part::After; 3]].concat());
    assert!(all.iter().all(|kind| kind.of_tenant() != StepKind::OF_DOMAIN.contains(kind)));
}

#[test]
fn w8_what_waits_for_a_person_is_counted_and_so_is_how_far_the_switch_is() {
    let mut world = world();
    let judgement = world.judge();
    let states = |judgement: &Judgement| {
        let steps = judgement.domains.iter().flat_map(|domain| &domain.steps).chain(&judgement.tenant);
        steps.map(|step| step.state).collect::<Vec<_>>()
    };
    // The switch itself; what comes after it waits for it, and for nobody yet.
    assert_eq!((judgement.open(), judgement.open_domains()), (1, 1), "{:?}", states(&judgement));
    assert_eq!(judgement.before(&judgement.domains[0]), (7, 7));
    world.mail().spf = spf("v=spf1 -all", &[]);
    world.exchange().outbound = Some(Vec::new());
    let judgement = world.judge();
    assert_eq!(judgement.before(&judgement.domains[0]), (5, 7), "one of its own and one of the tenant's");
    assert_eq!(judgement.open(), 2, "the switch is locked by both: {:?}", states(&judgement));
}

#[test]
fn w8_a_domain_that_is_ready_may_be_switched() {
    let world = world();
    assert_eq!(world.blocked(), []);
    let step = world.step(StepKind::Mx);
    assert_eq!((step.state, step.code), (StepState::DoNow, Code::MxMicrosoft));
    assert_eq!(step.wanted, ["10 mx1.gateway.example", "20 mx2.gateway.example"]);
    assert!(world.judge().safe);
}

#[test]
fn w8_the_switch_is_locked_while_anything_stands_against_it() {
    type Spoiling = fn(&mut World);
    let cases: Vec<(&str, Spoiling, BlockCode)> = vec![
        ("no target", |w| w.target = Target::default(), BlockCode::TargetMissing),
        ("a proposed target", |w| w.source = TargetSource::Kind, BlockCode::TargetUnconfirmed),
        ("not applied", |w| w.domains[0].applied = false, BlockCode::DomainMissing),
        ("chosen ones missing", |w| w.domains[0].missing = 2, BlockCode::RecipientsMissing),
        ("others missing", |w| w.domains[0].unchosen = 3, BlockCode::RecipientsUnchosen),
        ("MX timeout", |w| w.domains[0].dns.as_mut().unwrap().mx = Answer::Timeout, BlockCode::MxUnknown),
        ("SPF without it", |w| w.mail().spf = spf("v=spf1 -all", &[]), BlockCode::SpfMissesGateway),
        ("SPF silent", |w| w.mail().spf = Answer::Timeout, BlockCode::SpfUnknown),
        ("no way out", |w| w.exchange().outbound = Some(Vec::new()), BlockCode::OutboundConnector),
        (
            "locked for others",
            |w| w.exchange().inbound = Some(vec![lock(&["198.51.100.1"])]),
            BlockCode::InboundRefuses,
        ),
    ];
    for (what, change, code) in cases {
        let mut world = world();
        change(&mut world);
        assert!(world.blocked().contains(&code), "{what}: {:?}", world.blocked());
        assert_ne!(world.step(StepKind::Mx).state, StepState::DoNow, "{what}");
    }
}

#[test]
fn w8_an_enforced_mta_sts_policy_without_the_gateway_locks_the_switch() {
    let policy = |mode, host: &str| {
        Answer::Found(MtaStsReading {
            texts: vec!["v=STSv1; id=1".to_owned()],
            policy: Answer::Found(MtaStsPolicy { mode, mx: vec![host.to_owned()] }),
        })
    };
    let mut world = world();
    let table = [
        (MtaStsMode::Enforce, "*.mail.protection.outlook.com", StepState::DoNow, Code::MtaStsRefuses),
        (MtaStsMode::Testing, "*.mail.protection.outlook.com", StepState::Look, Code::MtaStsTesting),
        (MtaStsMode::Enforce, "*.gateway.example", StepState::Done, Code::MtaStsMatches),
        (MtaStsMode::None, "x.example", StepState::Done, Code::MtaStsNone),
    ];
    for (mode, host, state, code) in table {
        world.mail().mta_sts = policy(mode, host);
        assert_eq!(world.state(StepKind::MtaSts), (state, code));
        assert_eq!(world.blocked().contains(&BlockCode::MtaStsRefuses), code == Code::MtaStsRefuses);
    }
}

#[test]
fn w8_a_policy_that_is_set_as_written_keeps_the_way_that_mail_takes_today_and_is_asked_for_again() {
    let ids = ["1", "20260101T000000", &"a".repeat(32), &format!("{}1", "a".repeat(31))].map(str::to_owned);
    let wanted = ["11", "20260101T0000001", &format!("{}1", "a".repeat(31)), &format!("{}2", "a".repeat(31))];
    for (id, wanted) in ids.iter().zip(wanted) {
        let today = vec!["*.mail.protection.outlook.com".to_owned(), "mx1.gateway.example".to_owned()];
        let mut world = world();
        world.mail().mta_sts = Answer::Found(MtaStsReading {
            texts: vec![format!("v=STSv1;id={id};")],
            policy: Answer::Found(MtaStsPolicy { mode: MtaStsMode::Enforce, mx: today.clone() }),
        });
        let step = world.step(StepKind::MtaSts);
        let hosts = ["mx: *.mail.protection.outlook.com", "mx: mx1.gateway.example", "mx: mx2.gateway.example"];
        let record = format!("v=STSv1; id={wanted}");
        assert_eq!(step.now, [hosts[0], hosts[1], &format!("v=STSv1;id={id};")]);
        assert_eq!(step.wanted, [hosts[0], hosts[1], hosts[2], &record]);
        assert_eq!(step.facts["hosts"], "mx2.gateway.example");
    }
}

#[test]
fn w8_where_mail_goes_is_told_by_all_exchangers_together() {
    let table: [(&[&str], MailRoute, Code); 6] = [
        (&["mx1.gateway.example", "mx2.gateway.example"], MailRoute::Gateway, Code::MxGateway),
        (&["mx1.gateway.example"], MailRoute::Gateway, Code::MxSome),
        (&["x.k-v1.mx.microsoft"], MailRoute::M365, Code::MxMicrosoft),
        (&["mx1.gateway.example", "larkfield-example.mail.protection.outlook.com"], MailRoute::Other, Code::MxMixed),
        (&["mail.elsewhere.example"], MailRoute::Other, Code::MxOther),
        (&[""], MailRoute::None, Code::MxNull),
    ];
    for (hosts, route, code) in table {
        let mut world = world();
        world.switch(hosts);
        assert_eq!((world.judge().domains[0].route, world.step(StepKind::Mx).code), (route, code), "{hosts:?}");
    }
}

#[test]
fn w8_spf_that_cannot_be_evaluated_is_to_be_mended_and_one_without_an_answer_is_unknown() {
    let table = [
        (SpfResult::Several, StepState::DoNow, Code::SpfSeveral),
        (SpfResult::TooManyLookups, StepState::DoNow, Code::SpfTooManyLookups),
        (SpfResult::TooManyVoids, StepState::DoNow, Code::SpfTooManyVoids),
        (SpfResult::Invalid("x".to_owned()), StepState::DoNow, Code::SpfInvalid),
        (SpfResult::Unreachable("x".to_owned()), StepState::Unknown, Code::SpfUnreachable),
    ];
    for (result, state, code) in table {
        let mut world = world();
        if let Answer::Found(reading) = &mut world.mail().spf {
            reading.result = result;
        }
        assert_eq!(world.state(StepKind::Spf), (state, code));
    }
}

#[test]
fn w8_without_outgoing_mail_neither_spf_nor_a_connector_has_to_name_the_gateway() {
    let mut world = world();
    world.outgoing = false;
    world.mail().spf = spf("v=spf1 include:spf.protection.outlook.com -all", &["spf.protection.outlook.com"]);
    world.exchange().outbound = Some(Vec::new());
    assert_eq!(world.blocked(), []);
    assert_eq!(world.state(StepKind::OutboundConnector), (StepState::Done, Code::OutboundNotNeeded));
    assert_eq!(world.state(StepKind::Spf), (StepState::Done, Code::SpfGood));
}

#[test]
fn w8_the_lock_waits_until_every_domain_of_the_tenant_goes_by_the_gateway() {
    let mut world = world();
    let other = DomainCase { name: name("larkdeli.example"), selected: false, ..ready() };
    world.domains.push(other);
    world.switch(&["mx1.gateway.example", "mx2.gateway.example"]);
    let step = world.step(StepKind::InboundConnector);
    assert_eq!((step.state, step.code), (StepState::Wait, Code::InboundAfterSwitch));
    assert_eq!(step.facts["domains"], "larkdeli.example");
    let nothing = World { domains: Vec::new(), ..super::tests::world::world() };
    assert_eq!(nothing.judge().tenant[2].code, Code::InboundAfterSwitch, "while nothing is known of the tenant");
    world.domains[1].dns.as_mut().unwrap().mx = exchangers(&["mx1.gateway.example"]);
    assert_eq!(world.state(StepKind::InboundConnector), (StepState::DoNow, Code::InboundOpen));
    assert_eq!(world.state(StepKind::DirectSend), (StepState::Wait, Code::DirectSendAfterConnector));
    world.exchange().inbound = Some(vec![lock(&["192.0.2.0/24"])]);
    assert_eq!(world.state(StepKind::InboundConnector), (StepState::Done, Code::InboundLocked));
    assert_eq!(world.state(StepKind::DirectSend), (StepState::DoNow, Code::DirectSendOpen));
    world.exchange().reject_direct_send = Some(true);
    assert!(world.judge().all_done(), "{:#?}", world.judge());
}

#[test]
fn w8_a_lock_is_told_by_whom_it_lets_in() {
    let table: [(&[&str], StepState, Code); 3] = [
        (&["192.0.2.0/25"], StepState::DoNow, Code::InboundRefuses),
        (&["192.0.2.0/24", "198.51.100.1"], StepState::Look, Code::InboundOthersToo),
        (&["192.0.0.0/16"], StepState::Look, Code::InboundOthersToo),
    ];
    for (addresses, state, code) in table {
        let mut world = world();
        world.switch(&["mx1.gateway.example", "mx2.gateway.example"]);
        world.exchange().inbound = Some(vec![lock(addresses)]);
        assert_eq!(world.state(StepKind::InboundConnector), (state, code), "{addresses:?}");
    }
}

#[test]
fn w8_what_exchange_may_not_tell_is_left_to_a_person_and_their_word_counts() {
    let mut world = world();
    world.exchange = ExchangeLook::Missing { permission: "Exchange.Manage".to_owned() };
    assert_eq!(world.state(StepKind::OutboundConnector), (StepState::Unknown, Code::ExchangeMissing));
    assert_eq!(world.blocked(), [BlockCode::OutboundConnector, BlockCode::InboundUnknown]);
    world.marked.insert((None, StepKind::OutboundConnector), said(Code::ExchangeMissing));
    assert_eq!(world.state(StepKind::OutboundConnector).0, StepState::Done);
    assert_eq!(world.blocked(), [BlockCode::InboundUnknown]);
    world.marked.insert((None, StepKind::InboundConnector), said(Code::InboundUnseen));
    assert_eq!(world.blocked(), []);
}

#[test]
fn w8_a_mark_never_hides_what_a_look_up_contradicts() {
    let mut world = world();
    world.mail().spf = spf("v=spf1 -all", &[]);
    world.domains[0].unchosen = 4;
    for kind in [StepKind::Spf, StepKind::Mx, StepKind::Recipients] {
        world.marked.insert((Some(name("larkfield.example")), kind), Said { objects: 4, code: None });
    }
    assert_eq!(world.state(StepKind::Spf), (StepState::DoNow, Code::SpfWithoutGateway));
    // That nobody chose them is a person's decision, and the mark is their word for it.
    assert_eq!(world.state(StepKind::Recipients), (StepState::Done, Code::RecipientsUnchosen));
    assert_eq!(world.blocked(), [BlockCode::SpfMissesGateway]);
}

#[test]
fn w8_a_mark_holds_for_as_many_unchosen_recipients_as_it_was_said_of_and_for_no_more() {
    let mut world = world();
    let two = Said { objects: 2, code: Some(Code::RecipientsUnchosen) };
    world.marked.insert((Some(name("larkfield.example")), StepKind::Recipients), two);
    for (unchosen, holds) in [(1, true), (2, true), (3, false), (150, false)] {
        world.domains[0].unchosen = unchosen;
        let (step, blocks) = (world.step(StepKind::Recipients), world.judge().domains.remove(0).blocked);
        assert_eq!(step.state, if holds { StepState::Done } else { StepState::Look }, "{unchosen}");
        assert_eq!(step.facts.get("accepted").map(String::as_str), (!holds).then_some("2"));
        let refused = blocks.iter().find(|block| block.code == BlockCode::RecipientsUnchosen);
        assert_eq!(refused.map(|block| block.count), (!holds).then_some(Some(unchosen)));
    }
}

#[test]
fn w8_commands_are_written_so_that_no_name_breaks_out_of_its_quotes() {
    let mut world = world();
    world.exchange().inbound =
        Some(vec![InboundConnector { name: "Bob's; Remove-Mailbox".to_owned(), ..lock(&["198.51.100.1"]) }]);
    let lines = world.step(StepKind::InboundConnector).powershell.unwrap();
    let wanted = "Set-InboundConnector -Identity 'Bob''s; Remove-Mailbox' \
                  -SenderIPAddresses '198.51.100.1','192.0.2.0/24'";
    assert_eq!(lines, wanted);
    let out = world.exchange().outbound.as_mut().unwrap();
    (out[0].name, out[0].enabled) = ("Out'; Remove-Mailbox".to_owned(), false);
    world.refused.insert("larkfield.example".to_owned(), 1);
    let lines = world.step(StepKind::OutboundConnector).powershell.unwrap();
    assert!(lines.contains("Set-OutboundConnector -Identity 'Out''; Remove-Mailbox' "), "{lines}");
    assert!(lines.contains("RouteMessageOutboundConnector = 'Out''; Remove-Mailbox' }"), "{lines}");
}

#[test]
fn w8_ranges_wider_than_connectors_take_are_written_in_parts() {
    let mut world = world();
    world.target.addresses = vec!["192.0.2.0/23".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
    world.exchange().allow_list = Some(vec!["192.0.2.0/24".to_owned()]);
    let step = world.step(StepKind::AllowList);
    assert_eq!((step.state, step.wanted), (StepState::DoNow, vec!["192.0.3.0/24".to_owned()]));
}

#[test]
fn w8_dkim_follows_what_exchange_names_and_dmarc_offers_the_next_policy() {
    let mut world = world();
    let names = ["a._domainkey.larkfield.example", "b._domainkey.larkfield.example"].map(str::to_owned);
    let signing = DkimSigning { domain: "larkfield.example".to_owned(), enabled: true, names };
    world.exchange().dkim = Some(vec![signing]);
    let step = world.step(StepKind::Dkim);
    assert_eq!(step.code, Code::DkimMissing);
    assert_eq!(step.wanted[0], "selector1._domainkey CNAME a._domainkey.larkfield.example");
    assert_eq!(world.step(StepKind::Dmarc).wanted, ["v=DMARC1; p=reject"]);
    world.mail().dmarc = Answer::Nothing;
    assert_eq!(world.state(StepKind::Dmarc), (StepState::DoNow, Code::DmarcMissing));
}

#[test]
fn w8_what_a_person_says_of_the_gateway_is_checked() {
    let read = |mx: &str, spf: Option<&str>, ranges: &[&str]| {
        let ranges: Vec<String> = ranges.iter().map(|text| (*text).to_owned()).collect();
        Target::read(&[(mx.to_owned(), 10)], spf, None, &ranges)
    };
    assert!(read("mx.gateway.example.", Some("ip4:192.0.2.0/24"), &["192.0.2.7"]).is_ok());
    assert!(matches!(read("not a host", None, &[]), Err(TargetError::NotAHost(_))));
    for bad in ["include:", "all", "include:a b", "ip4:2001:db8::1", "redirect=x.example"] {
        assert!(matches!(read("mx.example", Some(bad), &[]), Err(TargetError::NotAMechanism(_))), "{bad}");
    }
    assert!(matches!(read("mx.example", None, &["192.0.2.0/33"]), Err(TargetError::NotARange(_))));
}

#[test]
fn w8_facts_survive_being_remembered() {
    let facts = ready().dns.unwrap();
    let text = serde_json::to_string(&facts).unwrap();
    assert_eq!(serde_json::from_str::<DnsFacts>(&text).unwrap(), facts);
    let failed: Answer<Vec<MxRecord>> = Answer::Failed("SERVFAIL".to_owned());
    assert_eq!(
        serde_json::from_str::<Answer<Vec<MxRecord>>>(&serde_json::to_string(&failed).unwrap()).unwrap(),
        failed
    );
}
