//! Recipients and domains: what is added, changed and taken out, and what is left alone.

use gateway::{Applied, Change, Gateway as _, GatewayError, Setting};

use super::stage::*;

fn aliases(stage: &Stage, domain: &str) -> Vec<(String, String)> {
    stage.domain(domain).email_aliases.into_iter().collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(alias, of)| ((*alias).to_owned(), (*of).to_owned())).collect()
}

#[tokio::test]
async fn r2_aliases_are_set_and_what_no_call_can_set_is_declared() {
    let stage = Stage::new().await;
    let ann = shape("Ann@lark.example", &["A.Ann@lark.example", "ann@brook.example"]);
    let bob = shape("bob@lark.example", &[]);
    stage
        .make(&[
            domain("lark.example"),
            domain("brook.example"),
            recipient(1, None, ann.clone()),
            recipient(2, None, bob),
        ])
        .await;
    assert_eq!(aliases(&stage, "lark.example"), pairs(&[("a.ann", "ann")]));
    assert!(aliases(&stage, "brook.example").is_empty());
    let by_hand = stage.gateway.capabilities().by_hand;
    let told: Vec<Setting> = Setting::of_recipient(by_hand, None, Some(&ann)).collect();
    assert_eq!(told, [Setting::Mailbox, Setting::Services]);
    let more = shape("Ann@lark.example", &["A.Ann@lark.example", "ann@brook.example", "a@brook.example"]);
    let told: Vec<Setting> = Setting::of_recipient(by_hand, Some(&ann), Some(&more)).collect();
    assert_eq!(told, [Setting::Mailbox], "an alias in another domain is listed there by a person");
}

#[tokio::test]
async fn p6_a_mailbox_that_is_as_it_should_be_costs_no_call() {
    let stage = Stage::new().await;
    let many: Vec<Change> = (0..200_u8)
        .map(|n| recipient(n, None, shape(&format!("u{n:03}@lark.example"), &[])))
        .chain([recipient(200, None, shape("ann@lark.example", &["a@lark.example"]))])
        .collect();
    stage.make(&[domain("lark.example")]).await;
    stage.calls();
    stage.make(&many).await;
    // Whose the domain is and its aliases once, then the one alias.
    let expected = [("domain/getowner", 1), ("emailalias/add", 1), ("emailalias/list", 1)];
    assert_eq!(stage.calls(), expected.map(|(call, count)| (call.to_owned(), count)).into());
    let again = stage.apply(&many).await;
    assert!(again.iter().all(|answer| *answer == Ok(Applied::AlreadySo)));
    let expected = [("domain/getowner", 1), ("emailalias/list", 1)];
    assert_eq!(stage.calls(), expected.map(|(call, count)| (call.to_owned(), count)).into());
}

#[tokio::test]
async fn r16_a_rename_takes_the_aliases_along_and_an_alias_may_become_the_primary_address() {
    let stage = Stage::new().await;
    let was = shape("ann@lark.example", &["a@lark.example", "anna@lark.example"]);
    stage.make(&[domain("lark.example"), recipient(1, None, was)]).await;
    let now = shape("anna@lark.example", &["a@lark.example", "ann@lark.example"]);
    stage.make(&[recipient(1, Some("ann@lark.example"), now.clone())]).await;
    assert_eq!(aliases(&stage, "lark.example"), pairs(&[("a", "anna"), ("ann", "anna")]));
    let seen = stage.gateway.observe_addresses(std::slice::from_ref(&now.primary)).await.unwrap();
    assert_eq!(seen[0].shape, now);
}

#[tokio::test]
async fn r16_an_alias_goes_from_one_recipient_of_ours_to_another_in_either_order() {
    for swapped in [false, true] {
        let stage = Stage::new().await;
        let shapes = [shape("ann@lark.example", &["info@lark.example"]), shape("bob@lark.example", &[])];
        let [ann, bob] = shapes;
        stage.make(&[domain("lark.example"), recipient(1, None, ann), recipient(2, None, bob)]).await;
        let mut both = [
            recipient(1, Some("ann@lark.example"), shape("ann@lark.example", &[])),
            recipient(2, Some("bob@lark.example"), shape("bob@lark.example", &["info@lark.example"])),
        ];
        if swapped {
            both.reverse();
        }
        stage.make(&both).await;
        assert_eq!(aliases(&stage, "lark.example"), pairs(&[("info", "bob")]));
    }
}

#[tokio::test]
async fn r6_whoever_is_off_the_list_or_taken_out_keeps_no_alias() {
    let stage = Stage::new().await;
    let ann = shape("ann@lark.example", &["a@lark.example"]);
    let bob = shape("bob@lark.example", &["b@lark.example"]);
    stage.make(&[domain("lark.example"), recipient(1, None, ann.clone()), recipient(2, None, bob.clone())]).await;
    let unlisted = model::RecipientShape { listed: false, ..ann.clone() };
    stage.make(&[recipient(1, Some("ann@lark.example"), unlisted.clone())]).await;
    stage.make(&[Change::EnsureAbsentRecipient { id: id(2), primary: bob.primary.clone() }]).await;
    assert!(aliases(&stage, "lark.example").is_empty());
    let seen = stage.gateway.observe_recipients(&[name("lark.example")], None, 10).await.unwrap();
    assert_eq!(seen.iter().map(|seen| &seen.shape).collect::<Vec<_>>(), [&unlisted]);
    stage.make(&[recipient(1, Some("ann@lark.example"), ann)]).await;
    assert_eq!(aliases(&stage, "lark.example"), pairs(&[("a", "ann")]));
}

#[tokio::test]
async fn r15_what_people_made_stays_and_is_told() {
    let stage = Stage::new().await;
    stage.make(&[domain("lark.example")]).await;
    stage.panel.panel_edit(|domains| {
        let lark = domains.get_mut("lark.example").unwrap();
        lark.email_aliases = [("info", "hand"), ("extra", "ann")].map(|(a, m)| (a.to_owned(), m.to_owned())).into();
    });
    let taken = stage.apply(&[recipient(1, None, shape("ann@lark.example", &["info@lark.example"]))]).await;
    let owner = "the mailbox hand@lark.example, whose alias it is".to_owned();
    assert_eq!(taken, [Err(GatewayError::Conflict { object: "info@lark.example".into(), owner })]);
    stage.make(&[recipient(1, None, shape("ann@lark.example", &["a@lark.example"]))]).await;
    assert_eq!(aliases(&stage, "lark.example"), pairs(&[("a", "ann"), ("extra", "ann"), ("info", "hand")]));
    stage.make(&[Change::EnsureAbsentRecipient { id: id(1), primary: "ann@lark.example".parse().unwrap() }]).await;
    assert_eq!(aliases(&stage, "lark.example"), pairs(&[("extra", "ann"), ("info", "hand")]));
}

#[tokio::test]
async fn r15_a_domain_of_another_account_is_told_and_left_and_the_rest_goes_on() {
    let stage = Stage::new().await;
    stage.by_hand("theirs.example", THEM);
    stage.panel.panel_edit(|domains| {
        domains.get_mut("theirs.example").unwrap().aliases.extend(["their-alias.example".into()]);
    });
    let before = stage.domain("theirs.example");
    let ann = recipient(1, None, shape("ann@theirs.example", &["a@theirs.example"]));
    let absent = |name: &str| Change::EnsureAbsentDomain { name: self::name(name) };
    let changes = [
        domain("theirs.example"),
        ann,
        absent("theirs.example"),
        domain("their-alias.example"),
        domain("ours.example"),
    ];
    let answers = stage.apply(&changes).await;
    for (answer, object) in
        answers.iter().zip(["theirs.example", "ann@theirs.example", "theirs.example", "their-alias.example"])
    {
        let conflict = GatewayError::Conflict { object: object.into(), owner: "another account".into() };
        assert_eq!(answer, &Err(conflict));
    }
    assert_eq!((&answers[4], stage.domain("theirs.example")), (&Ok(Applied::Changed), before));
}

#[tokio::test]
async fn b5_a_domain_is_taken_out_after_its_recipients_and_not_with_any_left() {
    let stage = Stage::new().await;
    let ann = shape("ann@lark.example", &["a@lark.example"]);
    stage.make(&[domain("lark.example"), recipient(1, None, ann.clone())]).await;
    let out = Change::EnsureAbsentDomain { name: name("lark.example") };
    let refused = stage.apply(std::slice::from_ref(&out)).await;
    assert!(matches!(&refused[..], [Err(GatewayError::Refused { cause, .. })] if cause == "it still has recipients"));
    let gone = Change::EnsureAbsentRecipient { id: id(1), primary: ann.primary };
    stage.make(&[gone.clone(), out.clone()]).await;
    assert!(stage.panel.panel_domains().is_empty());
    assert_eq!(stage.apply(&[gone, out]).await, [Ok(Applied::AlreadySo), Ok(Applied::AlreadySo)]);
}

#[tokio::test]
async fn g3_a_domain_comes_before_its_recipients_and_its_failure_is_theirs() {
    let stage = Stage::new().await;
    stage.panel.configure(|settings| settings.panel.domain_limit = Some(0));
    let answers = stage.apply(&[domain("lark.example"), recipient(1, None, shape("ann@lark.example", &[]))]).await;
    assert!(matches!(&answers[0], Err(GatewayError::Limit { object, .. }) if object == "lark.example"), "{answers:?}");
    let cause = "its domain lark.example is not in the gateway".to_owned();
    assert_eq!(answers[1], Err(GatewayError::Refused { object: "ann@lark.example".into(), cause }));
}
