//! G4: what somebody changed in the panel shows, and observing costs calls for domains alone.

use std::time::Duration;

use gateway::{Applied, Change, Gateway as _, GatewayError};
use model::{DomainShape, ObservedDomain, Owner};

use super::stage::*;

async fn seen(stage: &Stage, domain: &str) -> Option<ObservedDomain> {
    stage.gateway.observe_domains(&[name(domain)]).await.unwrap().pop()
}

#[tokio::test]
async fn g4_what_was_made_is_observed_as_it_was_wished() {
    let stage = Stage::new().await;
    let ann = shape("Ann@lark.example", &["A@lark.example", "ann@brook.example"]);
    stage.make(&[domain("lark.example"), domain("brook.example"), recipient(1, None, ann.clone())]).await;
    let expected = ObservedDomain { name: name("lark.example"), owner: Owner::Us, shape: domain_shape("lark.example") };
    assert_eq!(seen(&stage, "lark.example").await, Some(expected));
    let page = stage.gateway.observe_recipients(&[name("lark.example")], None, 10).await.unwrap();
    assert_eq!((page.len(), &page[0].shape, page[0].id), (1, &ann, Some(id(1))));
    assert_eq!(page[0].shape.aliases[0].as_str(), "A@lark.example", "spelled as it was");
    assert_eq!(seen(&stage, "absent.example").await, None);
}

#[tokio::test]
async fn g4_routes_products_aliases_and_missing_domains_show_as_drift() {
    let stage = Stage::new().await;
    let ann = shape("ann@lark.example", &["a@lark.example", "b@lark.example"]);
    stage.make(&[domain("lark.example"), domain("brook.example"), recipient(1, None, ann)]).await;
    stage.make(&[recipient(2, None, shape("bob@brook.example", &[]))]).await;
    stage.panel.panel_edit(|domains| {
        let lark = domains.get_mut("lark.example").unwrap();
        lark.routes.push("mx.hand.example:26".into());
        lark.products.archiving = true;
        lark.email_aliases.remove("a");
        lark.email_aliases.insert("hand".into(), "ann".into());
        domains.remove("brook.example");
    });
    let lark = seen(&stage, "lark.example").await.unwrap().shape;
    assert_eq!((lark.routes.len(), lark.routes[1].port, lark.products.archiving), (2, 26, true));
    assert_eq!(seen(&stage, "brook.example").await, None);
    let names = [name("brook.example"), name("lark.example")];
    let page = stage.gateway.observe_recipients(&names, None, 10).await.unwrap();
    assert_eq!(page.len(), 1, "what a domain held went with it");
    assert_eq!(
        page[0].shape.aliases,
        shape("ann@lark.example", &["b@lark.example"]).aliases,
        "a hand's own is not told"
    );
    let at =
        stage.gateway.observe_addresses(&["ann@lark.example", "bob@brook.example"].map(|a| a.parse().unwrap())).await;
    assert_eq!(at.unwrap(), page);
}

#[tokio::test]
async fn r15_another_accounts_domain_is_another_accounts_and_its_recipients_are_not_shown() {
    let stage = Stage::new().await;
    stage.make(&[domain("lark.example"), recipient(1, None, shape("ann@lark.example", &[]))]).await;
    stage.panel.panel_edit(|domains| domains.get_mut("lark.example").unwrap().owner = THEM.into());
    assert_eq!(seen(&stage, "lark.example").await.unwrap().owner, Owner::Another("another account".into()));
    assert!(stage.gateway.observe_recipients(&[name("lark.example")], None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn g3_a_missing_domain_is_missing_whether_exists_says_so_or_gives_an_error() {
    let stage = Stage::new().await;
    for errors in [false, true] {
        stage.panel.configure(|settings| settings.panel.exists_errors = errors);
        assert_eq!(seen(&stage, "absent.example").await, None);
        let added = format!("added-{}.example", u8::from(errors));
        stage.make(&[domain(&added)]).await;
        assert_eq!(stage.domain(&added).owner, US);
    }
}

#[tokio::test]
async fn r15_where_a_foreign_domain_looks_like_a_missing_one_adding_it_tells_and_nothing_is_changed() {
    let stage = Stage::new().await;
    stage.by_hand("theirs.example", THEM);
    stage.panel.configure(|settings| settings.panel.exists_errors = true);
    let before = stage.domain("theirs.example");
    assert_eq!(seen(&stage, "theirs.example").await, None);
    let ann = recipient(1, None, shape("ann@theirs.example", &["a@theirs.example"]));
    let answers = stage.apply(&[domain("theirs.example"), ann, domain("ours.example")]).await;
    assert!(matches!(&answers[0], Err(GatewayError::Conflict { owner, .. }) if owner == "another account"));
    assert!(answers[1].is_err() && answers[2].is_ok(), "{answers:?}");
    assert_eq!(stage.domain("theirs.example"), before);
    assert_eq!(seen(&stage, "ours.example").await.unwrap().owner, Owner::Us);
}

#[tokio::test]
async fn r8_a_domain_that_a_hand_took_out_comes_back_with_its_ranges_and_its_contact() {
    let stage = Stage::new().await;
    let contact = adapter(&stage.panel, &stage.notes, "?contact=post@msp.example", quick(Duration::from_secs(20)));
    contact.ensure_networks(&networks(), &[]).await.unwrap();
    let lark = [domain("lark.example")];
    stage.notes.learn(&lark, &contact.apply(&lark).await);
    let made = stage.domain("lark.example");
    assert_eq!((made.networks.len(), made.contact.as_deref()), (2, Some("post@msp.example")));
    stage.panel.panel_edit(|domains| drop(domains.remove("lark.example")));
    assert_eq!(contact.apply(&lark).await, [Ok(Applied::Changed)]);
    assert_eq!(stage.domain("lark.example"), made);
}

#[tokio::test]
async fn g3_aliases_may_come_whole_or_as_local_parts() {
    let stage = Stage::new().await;
    let ann = shape("ann@lark.example", &["a@lark.example"]);
    stage.make(&[domain("lark.example"), recipient(1, None, ann.clone())]).await;
    for full in [false, true] {
        stage.panel.configure(|settings| settings.panel.full_aliases = full);
        let page = stage.gateway.observe_recipients(&[name("lark.example")], None, 10).await.unwrap();
        assert_eq!(page[0].shape, ann);
    }
}

#[tokio::test]
async fn r15_an_alias_by_hand_that_is_no_address_here_stops_nothing() {
    let stage = Stage::new().await;
    let ann = shape("ann@lark.example", &["a@lark.example"]);
    stage.make(&[domain("lark.example"), recipient(1, None, ann.clone())]).await;
    stage.panel.panel_edit(|domains| {
        let lark = domains.get_mut("lark.example").unwrap();
        lark.email_aliases.insert("two words".into(), "ann".into());
    });
    let page = stage.gateway.observe_recipients(&[name("lark.example")], None, 10).await.unwrap();
    assert_eq!(page[0].shape, ann);
    stage.make(&[recipient(1, Some("ann@lark.example"), shape("ann@lark.example", &["b@lark.example"]))]).await;
    let left: Vec<String> = stage.domain("lark.example").email_aliases.into_keys().collect();
    assert_eq!(left, ["b", "two words"]);
}

#[tokio::test]
async fn r14_an_alias_that_a_hand_took_off_or_moved_shows_as_drift() {
    let stage = Stage::new().await;
    let shape = DomainShape { alias_of: Some(name("one.example")), ..domain_shape("alias.example") };
    let alias = Change::EnsureDomain { name: name("alias.example"), shape: shape.clone() };
    stage.make(&[domain("one.example"), domain("two.example"), alias]).await;
    let names = ["alias.example", "one.example", "two.example"].map(name);
    let now = async || stage.gateway.observe_domains(&names).await.unwrap();
    assert_eq!(now().await[0].shape, shape);
    let alias_to = |of: Option<&str>| {
        stage.panel.panel_edit(|domains| {
            domains.values_mut().for_each(|domain| domain.aliases.clear());
            of.map(|of| domains.get_mut(of).unwrap().aliases.insert("alias.example".into()));
        });
    };
    alias_to(Some("two.example"));
    assert_eq!(now().await[0].shape.alias_of, Some(name("two.example")));
    alias_to(None);
    assert_eq!(now().await[0].name, name("one.example"));
}

#[tokio::test]
async fn p6_observing_costs_the_same_calls_at_any_number_of_mailboxes() {
    let mut costs = Vec::new();
    for mailboxes in [10_u32, 1000] {
        let stage = Stage::new().await;
        let numbered = |n: u32| shape(&format!("u{n:04}@lark.example"), &[]);
        let changes: Vec<Change> = (0..mailboxes).map(|n| recipient(0, None, numbered(n))).collect();
        stage.make(&[domain("lark.example")]).await;
        stage.make(&changes).await;
        stage.calls();
        let names = [name("lark.example")];
        stage.gateway.observe_domains(&names).await.unwrap();
        let (mut after, mut count) = (None, 0);
        loop {
            let page = stage.gateway.observe_recipients(&names, after.as_ref(), 300).await.unwrap();
            count += page.len();
            after = page.last().map(|last| last.shape.primary.clone());
            if page.len() < 300 {
                break;
            }
        }
        assert_eq!(count, mailboxes as usize);
        costs.push(stage.calls());
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0].values().sum::<u64>(), 6);
}

#[tokio::test]
async fn r15_what_a_hand_made_in_a_domain_before_us_does_not_make_the_first_run_look_failed() {
    let stage = Stage::new().await;
    stage.by_hand("lark.example", US);
    stage.panel.panel_edit(|domains| {
        let lark = domains.get_mut("lark.example").unwrap();
        lark.routes = ["z.old.example:25", "a.old.example:25"].map(str::to_owned).into();
        lark.email_aliases.insert("hand".into(), "ann".into());
    });
    let mut wished = domain_shape("lark.example");
    wished.routes.extend(seen(&stage, "lark.example").await.unwrap().shape.routes);
    wished.routes.sort();
    let ann = shape("ann@lark.example", &["a@lark.example"]);
    let change = Change::EnsureDomain { name: name("lark.example"), shape: wished.clone() };
    let answers = stage.gateway.apply(&[change, recipient(1, None, ann.clone())]).await;
    // What is remembered is what runs of ours set.
    stage.notes.learn(&[domain("lark.example"), recipient(1, None, ann.clone())], &answers);
    assert_eq!(answers, [Ok(Applied::Changed), Ok(Applied::Changed)]);
    assert_eq!(seen(&stage, "lark.example").await.unwrap().shape, wished);
    let there = stage.gateway.observe_addresses(std::slice::from_ref(&ann.primary)).await.unwrap();
    assert_eq!(there[0].shape, ann);
    let lark = stage.domain("lark.example");
    assert_eq!(lark.routes[1..], ["z.old.example:25", "a.old.example:25"], "in a person's order");
    assert_eq!(lark.email_aliases["hand"], "ann");
}

#[tokio::test]
async fn r15_a_route_of_unknown_form_concerns_its_domain_alone() {
    let stage = Stage::new().await;
    stage.by_hand("lark.example", US);
    stage.panel.panel_edit(|domains| domains.get_mut("lark.example").unwrap().routes = vec!["odd:route:x".into()]);
    let mut shape = seen(&stage, "lark.example").await.unwrap().shape;
    assert_eq!((shape.routes[0].host.as_str(), shape.routes[0].port), ("odd::route:x", 0));
    shape.routes.extend(domain_shape("lark.example").routes);
    let lark = Change::EnsureDomain { name: name("lark.example"), shape };
    let answers = stage.apply(&[lark, domain("brook.example")]).await;
    assert!(matches!(&answers[..], [Err(GatewayError::Refused { .. }), Ok(Applied::Changed)]), "{answers:?}");
    assert_eq!(stage.domain("lark.example").routes, ["odd:route:x"], "nothing of it is lost");
}
