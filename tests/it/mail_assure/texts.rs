//! Every text of the table comes out as what it means, and nothing unknown as success.

use gateway::{Change, Gateway as _, GatewayError};
use practice::{Call, Said, Words};

use super::stage::*;

fn say(stage: &Stage, call: Call, how: Words) {
    let said = Said { call: Some(call), after: 0, times: None, done: false, how };
    stage.panel.configure(|settings| settings.panel.said = vec![said]);
}

async fn answer(stage: &Stage, change: Change) -> GatewayError {
    stage.apply(&[change]).await.remove(0).unwrap_err()
}

#[tokio::test]
async fn g3_every_text_of_the_table_is_the_right_error() {
    let stage = Stage::new().await;
    let kind = |error: &GatewayError| match error {
        GatewayError::Credentials { .. } => "credentials",
        GatewayError::Conflict { .. } => "conflict",
        GatewayError::Limit { .. } => "limit",
        GatewayError::Refused { .. } => "refused",
        GatewayError::Unreachable { .. } => "unreachable",
        _ => "other",
    };
    for (text, expected) in [
        ("Supplied credential is invalid.", "credentials"),
        ("You have no access to this API, current IP address '192.0.2.7' is not allowed", "credentials"),
        ("You don't have permissions to access the API.", "credentials"),
        ("User 'msp' has status 'inactive'", "credentials"),
        ("You have no permissions for this", "refused"),
        ("It seems you is not owner", "conflict"),
        ("Domain 'x' does not belong to the reseller 'y'", "conflict"),
        ("Domain 'x' does not belong to the admin 'y'", "conflict"),
        ("You are not allowed to manage the domain 'x'", "conflict"),
        ("You have reached the allowed limit of domains", "limit"),
        ("'mx.example' cannot be a destination", "refused"),
        ("The domain name 'x' is incorrect", "refused"),
        ("Incorrect usage of API", "refused"),
        ("'x' is not registered on this server", "refused"),
        ("no valid user", "refused"),
        ("No such domain 'x'", "refused"),
        // It is there, and not to be seen by this account.
        ("Domain already exists.", "conflict"),
        ("'x' is present in the filtering software", "conflict"),
        ("The moon is in the wrong phase", "refused"),
        ("'x' is already used by another domain", "refused"),
        ("SQLSTATE[HY000]: General error", "refused"),
        ("insert failed: SQLSTATE[HY000]", "refused"),
        ("see fatalerror.php", "refused"),
    ] {
        for how in [Words::Error(text.into()), Words::Body(format!("ERROR: {text}"))] {
            say(&stage, Call::DomainAdd, how);
            let error = answer(&stage, domain("lark.example")).await;
            assert_eq!(kind(&error), expected, "{text}: {error}");
        }
    }
}

#[tokio::test]
async fn g3_a_body_that_is_not_the_panels_is_never_taken_for_success() {
    let stage = Stage::new().await;
    for body in [
        "",
        "OK",
        "<html>SUCCESS</html>",
        "{\"result\":true}",
        "{\"status\":\"ok\"}",
        "true",
        "[]",
        "{\"messages\":[]",
        "{\"messages\":[\"Domain added\"],\"result\":1}",
        "{\"messages\":{\"success\":{\"a\":1}},\"result\":1}",
        "{\"messages\":[],\"result\":false}",
        "{\"messages\":{}}",
        "{\"messages\":{\"success\":[]},\"result\":1}",
    ] {
        for call in [Call::DomainAdd, Call::DomainSetProducts] {
            say(&stage, call, Words::Body(body.into()));
            let error = answer(&stage, domain("lark.example")).await;
            assert!(matches!(error, GatewayError::Unreachable { .. }), "{body}: {error}");
        }
        say(&stage, Call::EmailAliasAdd, Words::Body(body.into()));
        stage.panel.panel_edit(|domains| domains.clear());
        let changes = [domain("lark.example"), recipient(1, None, shape("a@lark.example", &["b@lark.example"]))];
        let answers = stage.apply(&changes).await;
        assert!(answers[0].is_ok() && answers[1].is_err(), "{body}: {answers:?}");
        stage.panel.panel_edit(|domains| domains.clear());
    }
}

#[tokio::test]
async fn g3_what_is_read_has_its_shape_or_is_no_answer() {
    let stage = Stage::new().await;
    stage.make(&[domain("lark.example"), recipient(1, None, shape("ann@lark.example", &["a@lark.example"]))]).await;
    let names = [name("lark.example")];
    for body in [
        "{\"messages\":[],\"result\":null}",
        "{\"messages\":[],\"result\":\"x\"}",
        "{\"messages\":[],\"result\":[1]}",
        "7",
    ] {
        for call in [Call::DomainGetOwner, Call::DomainGetRoute, Call::DomainGetProducts, Call::DomainAliasList] {
            say(&stage, call, Words::Body(body.into()));
            let error = stage.gateway.observe_domains(&names).await.unwrap_err();
            assert!(matches!(error, GatewayError::Unreachable { .. }), "{body}: {error}");
        }
        say(&stage, Call::EmailAliasList, Words::Body(body.into()));
        let error = stage.gateway.observe_recipients(&names, None, 10).await.unwrap_err();
        assert!(matches!(error, GatewayError::Unreachable { .. }), "{body}: {error}");
        say(&stage, Call::Ticket, Words::Body(body.into()));
        assert!(stage.gateway.panel().await.is_err());
    }
}

#[tokio::test]
async fn g3_an_account_that_is_not_let_in_is_told_so_and_nothing_more_is_asked() {
    let many: Vec<Change> = (0..100_u8).map(|n| domain(&format!("d{n}.example"))).collect();
    for block in ["address", "inactive", "right"] {
        let stage = Stage::new().await;
        stage.panel.configure(|settings| match block {
            "address" => settings.panel.address_blocked = true,
            "inactive" => settings.panel.inactive = vec![US.into()],
            _ => settings.panel.without_api = vec![US.into()],
        });
        let error = stage.gateway.identify().await.unwrap_err();
        assert!(matches!(error, GatewayError::Credentials { .. }), "{block}: {error}");
        stage.calls();
        let answers = stage.apply(&many).await;
        assert!(answers.iter().all(|answer| matches!(answer, Err(GatewayError::Credentials { .. }))));
        assert!(stage.calls().values().sum::<u64>() <= 16, "only what was under way");
    }
}

#[tokio::test]
async fn g3_whoever_is_no_administrator_is_refused() {
    let stage = Stage::new().await;
    say(&stage, Call::Role, Words::Body("{\"messages\":[],\"result\":\"domain\"}".into()));
    let error = stage.gateway.identify().await.unwrap_err().to_string();
    assert!(error.ends_with("the user's role is \u{201c}domain\u{201d}, and an administrator's is needed"), "{error}");
}

#[tokio::test]
async fn r8_a_range_that_another_domain_has_does_not_count_as_given() {
    let stage = Stage::new().await;
    stage.make(&[domain("lark.example")]).await;
    say(&stage, Call::OutgoingAddIp, Words::Error("'40.92.0.0/15' is already used by another domain".into()));
    let error = stage.gateway.ensure_networks(&networks(), &[name("lark.example")]).await.unwrap_err();
    assert!(matches!(&error, GatewayError::Refused { cause, .. } if cause.contains("another domain")), "{error}");
}

/// A text counts for the call to which it is the answer.
#[tokio::test]
async fn g3_each_text_of_the_table_has_its_outcome_at_its_own_call() {
    let stage = Stage::new().await;
    stage.make(&[domain("lark.example"), domain("brook.example")]).await;
    let alias_of = |target: &str| {
        let shape = model::DomainShape { alias_of: Some(name(target)), ..domain_shape("alias.example") };
        Change::EnsureDomain { name: name("alias.example"), shape }
    };
    let error = |text: &str| Words::Error(text.to_owned());
    // It is an alias of another domain, or its answer was lost: the list tells.
    say(&stage, Call::DomainAliasAdd, error("Alias already exists"));
    let refused = answer(&stage, alias_of("lark.example")).await;
    assert!(matches!(&refused, GatewayError::Conflict { object, .. } if object == "alias.example"), "{refused}");
    let how = error("Alias already exists");
    let lost = Said { call: Some(Call::DomainAliasAdd), after: 0, times: Some(1), done: true, how };
    stage.panel.configure(|settings| settings.panel.said = vec![lost]);
    stage.make(&[alias_of("lark.example")]).await;
    assert!(stage.domain("lark.example").aliases.contains("alias.example"));

    // Gone is gone, whoever took it out.
    for text in ["No such domain 'brook.example'", "No such domain"] {
        say(&stage, Call::DomainRemove, error(text));
        let out = Change::EnsureAbsentDomain { name: name("brook.example") };
        assert_eq!(stage.apply(&[out]).await, [Ok(gateway::Applied::AlreadySo)], "{text}");
    }
    say(&stage, Call::DomainAliasRemove, error("No such domain alias 'alias.example'"));
    let out = Change::EnsureAbsentDomain { name: name("alias.example") };
    assert_eq!(stage.apply(&[out]).await, [Ok(gateway::Applied::AlreadySo)]);

    // Whoever is no owner of it, or finds it missing, is not told that it is his.
    for (text, seen) in [
        ("It seems you is not owner", true),
        ("You are not allowed to manage the domain 'lark.example'", true),
        ("Domain 'lark.example' does not belong to the reseller 'x'", true),
        ("No such domain", false),
    ] {
        say(&stage, Call::DomainGetOwner, error(text));
        let there = stage.gateway.observe_domains(&[name("lark.example")]).await.unwrap();
        let another = |d: &model::ObservedDomain| matches!(d.owner, model::Owner::Another(_));
        assert!(there.iter().all(another) && (!seen || there.len() == 1), "{text}: {there:?}");
    }

    for text in ["'x' is not registered on this server", "no valid user"] {
        say(&stage, Call::Ticket, error(text));
        let refused = stage.gateway.panel().await.unwrap_err();
        assert!(matches!(refused, GatewayError::Refused { .. }), "{text}: {refused}");
    }
    // Success in words that no source has for this call is success all the same; `unable` is none.
    for (text, done) in [("saved", true), ("changed to 'x'", true), ("unable to do it", false)] {
        let messages = if done { "success" } else { "error" };
        let body = format!("{{\"messages\":{{\"{messages}\":[\"{text}\"]}},\"result\":null}}");
        say(&stage, Call::DomainSetProducts, Words::Body(body));
        let products = model::Services { archiving: true, ..domain_shape("lark.example").products };
        let shape = model::DomainShape { products, ..domain_shape("lark.example") };
        let answers = stage.apply(&[Change::EnsureDomain { name: name("lark.example"), shape }]).await;
        assert_eq!(answers[0].is_ok(), done, "{text}: {answers:?}");
    }
}
