//! SPF and DMARC as they are, and the values that are offered for them.

use super::*;

const MICROSOFT: &str = "spf.protection.outlook.com";

#[test]
fn w8_the_wanted_spf_keeps_what_is_there_names_who_is_lacking_once_and_refuses_nobodys_mail() {
    let table: [(&[&str], &str); 13] = [
        (&[], "v=spf1 include:g include:m -all"),
        (&["v=spf1 include:m -all"], "v=spf1 include:g include:m -all"),
        (&["v=spf1 ip4:192.0.2.9 +include:g ~all"], "v=spf1 include:g include:m ip4:192.0.2.9 ~all"),
        (&["v=spf1 a -all", "v=spf1 mx ~all"], "v=spf1 include:g include:m a mx ~all"),
        // Without an end it is neutral, alone and beside one that refuses.
        (&["v=spf1 a"], "v=spf1 include:g include:m a ?all"),
        (&["v=spf1 a -all", "v=spf1 mx"], "v=spf1 include:g include:m a mx ?all"),
        // What stands after `all` was meant to send; of two ends the first counts.
        (&["v=spf1 a -all include:g"], "v=spf1 include:g include:m a -all"),
        (&["v=spf1 a ~all -all"], "v=spf1 include:g include:m a ~all"),
        // A redirect keeps the end of whom it leads to, and none of several hides behind another's `all`.
        (&["v=spf1 redirect=_spf.example"], "v=spf1 include:g include:m redirect=_spf.example"),
        (&["v=spf1 Redirect=_spf.example a"], "v=spf1 include:g include:m a Redirect=_spf.example"),
        (&["v=spf1 redirect=_spf.example -all"], "v=spf1 include:g include:m -all"),
        (&["v=spf1 redirect=_spf.example", "v=spf1 a -all"], "v=spf1 include:g include:m include:_spf.example a ?all"),
        (&["v=spf1 redirect=x", "v=spf1 redirect=y"], "v=spf1 include:g include:m include:x include:y ?all"),
    ];
    for (texts, wanted) in table {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(super::spf::merged(&texts, &["include:g", "include:m"]), wanted);
    }
    assert_eq!(super::spf::merged(&["v=spf1 redirect=x".to_owned()], &[]), "v=spf1 redirect=x");
}

#[test]
fn w8_spf_that_is_set_as_offered_is_good_at_the_next_look() {
    // Whom the record's redirect leads to, and what is offered then.
    let table: [(&[&str], Code, Option<&str>); 3] = [
        (
            &["_spf.hoster.example"],
            Code::SpfWithoutGateway,
            Some("v=spf1 include:spf.gateway.example include:spf.protection.outlook.com redirect=_spf.hoster.example"),
        ),
        (
            &["_spf.hoster.example", MICROSOFT],
            Code::SpfWithoutGateway,
            Some("v=spf1 include:spf.gateway.example redirect=_spf.hoster.example"),
        ),
        (&["_spf.hoster.example", MICROSOFT, "spf.gateway.example"], Code::SpfGood, None),
    ];
    for (reached, code, wanted) in table {
        let mut world = world();
        world.mail().spf = spf("v=spf1 redirect=_spf.hoster.example", reached);
        let step = world.step(StepKind::Spf);
        assert_eq!((step.code, step.wanted.first().map(String::as_str)), (code, wanted));
        let Some(offered) = wanted else { continue };
        let included = offered.split(' ').filter_map(|term| term.strip_prefix("include:"));
        world.mail().spf = spf(offered, &reached.iter().copied().chain(included).collect::<Vec<_>>());
        assert_eq!(world.state(StepKind::Spf), (StepState::Done, Code::SpfGood));
    }
    // Without outgoing mail by the gateway it need not be named, and Microsoft 365 has to be.
    let mut world = World { outgoing: false, ..world() };
    world.mail().spf = spf("v=spf1 redirect=_spf.hoster.example", &["_spf.hoster.example"]);
    let step = world.step(StepKind::Spf);
    assert_eq!((step.state, step.code), (StepState::DoNow, Code::SpfWithoutMicrosoft));
    assert_eq!(step.wanted, ["v=spf1 include:spf.protection.outlook.com redirect=_spf.hoster.example"]);
}

#[test]
fn w8_a_host_that_spf_names_after_all_is_not_named() {
    let mut world = world();
    world.target.spf = Some("a:out.gateway.example".to_owned());
    for (text, code, wanted) in [
        ("v=spf1 include:spf.protection.outlook.com a:out.gateway.example -all", Code::SpfGood, None),
        (
            "v=spf1 include:spf.protection.outlook.com -all a:out.gateway.example",
            Code::SpfWithoutGateway,
            Some("v=spf1 a:out.gateway.example include:spf.protection.outlook.com -all"),
        ),
    ] {
        world.mail().spf = spf(text, &[MICROSOFT]);
        let step = world.step(StepKind::Spf);
        assert_eq!((step.code, step.wanted.first().map(String::as_str)), (code, wanted), "{text}");
    }
}

#[test]
fn w8_whether_microsoft_has_to_be_in_spf_beside_the_gateway_is_a_persons_word_and_refuses_no_mail_of_the_gateway() {
    let mut world = world();
    world.mail().spf = spf("v=spf1 include:spf.gateway.example -all", &["spf.gateway.example"]);
    assert_eq!(world.state(StepKind::Spf), (StepState::Look, Code::SpfWithoutMicrosoft));
    assert_eq!(world.blocked(), []);
    world.switch(&["mx1.gateway.example", "mx2.gateway.example"]);
    assert_eq!(world.judge().domains[0].refused, []);
    world.marked.insert((Some(name("larkfield.example")), StepKind::Spf), said(Code::SpfWithoutMicrosoft));
    assert_eq!(world.state(StepKind::Spf), (StepState::Done, Code::SpfWithoutMicrosoft));
    // While nobody said how SPF names the gateway, whether its mail passes is not known, whoever else is lacking.
    world.target.spf = None;
    assert_eq!(world.state(StepKind::Spf), (StepState::Unknown, Code::SpfTargetMissing));
    assert_eq!(world.blocked(), [BlockCode::SpfUnknown]);
}

#[test]
fn w8_dmarc_that_is_asked_of_some_messages_only_is_to_be_looked_at_and_offered_for_all() {
    let table = [
        (DmarcPolicy::None, StepState::Look, Code::DmarcWatches, "v=DMARC1; p=quarantine; rua=mailto:d@b.example"),
        (DmarcPolicy::Quarantine, StepState::Look, Code::DmarcPartly, "v=DMARC1; p=quarantine; rua=mailto:d@b.example"),
        (DmarcPolicy::Reject, StepState::Look, Code::DmarcPartly, "v=DMARC1; p=reject; rua=mailto:d@b.example"),
    ];
    for (policy, state, code, wanted) in table {
        let mut world = world();
        let Answer::Found(reading) = &mut world.mail().dmarc else { panic!("no record") };
        reading.texts = vec![format!("v=DMARC1; p={}; pct=0; rua=mailto:d@b.example", policy.word())];
        (reading.policy, reading.percent) = (Some(policy), Some(0));
        let step = world.step(StepKind::Dmarc);
        assert_eq!((step.state, step.code, step.wanted), (state, code, vec![wanted.to_owned()]));
        if code == Code::DmarcPartly {
            assert_eq!((step.facts["policy"].as_str(), step.facts["percent"].as_str()), (policy.word(), "0"));
        }
    }
}

#[test]
fn w8_dmarc_that_was_looked_up_before_its_part_was_kept_is_read_as_asked_of_all_messages() {
    let kept = r#"{"at":"larkfield.example","texts":["v=DMARC1; p=none"],"policy":"none"}"#;
    assert_eq!(serde_json::from_str::<DmarcReading>(kept).unwrap().percent, None);
}
