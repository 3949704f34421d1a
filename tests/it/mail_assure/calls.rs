//! Each confirmed call does what it is for.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use gateway::{Account, Applied, Change, Credentials, Gateway as _, GatewayError, MailAssure};
use model::{Owner, Services};
use practice::Products;
use secrecy::ExposeSecret as _;

use super::stage::*;

#[tokio::test]
async fn g3_the_panel_tells_its_version_and_the_accounts_role_and_the_account_is_the_identity() {
    let stage = Stage::new().await;
    let identity = stage.gateway.identify().await.unwrap();
    assert!(identity.id.starts_with("mail-assure:127.0.0.1:") && identity.id.ends_with("/msp@practice.example"));
    assert!(identity.description.contains("(incoming, outgoing, archiving)"), "{}", identity.description);
    let calls = stage.calls();
    assert_eq!(calls.keys().collect::<Vec<_>>(), ["auth/getrole", "productslist/get", "version/get"]);
}

#[tokio::test]
async fn r1_a_new_domain_has_routes_products_contact_and_microsofts_ranges() {
    let mut stage = Stage::new().await;
    stage.gateway = adapter(&stage.panel, &stage.notes, "?contact=post@msp.example", quick(Duration::from_secs(20)));
    assert_eq!(stage.gateway.ensure_networks(&networks(), &[name("brook.example")]).await, Ok(Applied::AlreadySo));
    stage.make(&[domain("brook.example")]).await;
    let made = stage.domain("brook.example");
    assert_eq!((made.owner.as_str(), made.contact.as_deref()), (US, Some("post@msp.example")));
    assert_eq!(made.routes, ["brook-example.mail.protection.example:25"]);
    assert_eq!(made.products, Products { incoming: true, outgoing: true, archiving: false });
    // R8: IPv6 ranges cannot be told to the API.
    assert_eq!(made.networks.iter().collect::<Vec<_>>(), ["104.47.0.0/17", "40.92.0.0/15"]);
    // Adding it tells its routes, so that none are read.
    let expected = [
        ("domain/add", 1),
        ("domain/exists", 1),
        ("domain/getowner", 1),
        ("domain/getproducts", 1),
        ("domain/setproducts", 1),
        ("domaincontact/get", 1),
        ("domaincontact/set", 1),
        ("outgoingusers/addip", 2),
    ];
    assert_eq!(stage.calls(), expected.map(|(call, count)| (call.to_owned(), count)).into());
}

#[tokio::test]
async fn g3_routes_go_with_one_colon_and_come_with_two_whatever_their_port() {
    let stage = Stage::new().await;
    let mut shape = domain_shape("brook.example");
    shape.routes.push(model::Route { preference: 10, host: "mx.second.example".into(), port: 2525 });
    let change = |shape| [Change::EnsureDomain { name: name("brook.example"), shape }];
    stage.make(&change(domain_shape("brook.example"))).await;
    stage.make(&change(shape.clone())).await;
    assert_eq!(stage.domain("brook.example").routes[1], "mx.second.example:2525");
    let seen = stage.gateway.observe_domains(&[name("brook.example")]).await.unwrap();
    assert_eq!((&seen[0].owner, &seen[0].shape), (&Owner::Us, &shape));
    assert_eq!(stage.apply(&change(shape)).await, [Ok(Applied::AlreadySo)]);
}

#[tokio::test]
async fn g3_an_international_domain_goes_as_punycode_and_is_told_from_its_unicode_form() {
    let stage = Stage::new().await;
    stage.make(&[domain("bücher.example"), recipient(1, None, shape("a@bücher.example", &["b@bücher.example"]))]).await;
    assert_eq!(stage.domain("xn--bcher-kva.example").email_aliases["b"], "a");
}

#[tokio::test]
async fn r8_a_password_is_given_and_replaced_and_the_ranges_stay() {
    let stage = Stage::new().await;
    stage.gateway.ensure_networks(&networks(), &[]).await.unwrap();
    stage.make(&[domain("brook.example")]).await;
    for password in ["first/pass word", "second"] {
        stage.gateway.set_outgoing_password(&name("brook.example"), &password.to_owned().into()).await.unwrap();
    }
    let made = stage.domain("brook.example");
    assert_eq!((made.outgoing_users.len(), made.networks.len()), (1, 2));
    let calls = stage.calls();
    assert_eq!((calls["outgoingusers/add"], calls["outgoingusers/remove"]), (3, 1));
    let error = stage.gateway.set_outgoing_password(&name("none.example"), &"x".to_owned().into()).await.unwrap_err();
    assert_eq!(error.to_string(), "the gateway refused none.example: it is not in the gateway");
}

#[tokio::test]
async fn r8_ranges_are_given_once_in_the_life_of_a_process_and_new_ones_follow() {
    let stage = Stage::new().await;
    stage.make(&[domain("brook.example")]).await;
    let names = [name("brook.example"), name("not-ours.example")];
    assert_eq!(stage.gateway.ensure_networks(&networks(), &names).await, Ok(Applied::Changed));
    stage.calls();
    assert_eq!(stage.gateway.ensure_networks(&networks(), &names).await, Ok(Applied::AlreadySo));
    assert!(stage.calls().is_empty());
    let mut more = networks();
    more.ranges.push("52.100.0.0/14".parse().unwrap());
    assert_eq!(stage.gateway.ensure_networks(&more, &names).await, Ok(Applied::Changed));
    assert_eq!(stage.calls(), [("outgoingusers/addip".to_owned(), 1)].into());
    // Another process finds them there already.
    let other = adapter(&stage.panel, &stage.notes, "", quick(Duration::from_secs(20)));
    assert_eq!(other.ensure_networks(&more, &names).await, Ok(Applied::AlreadySo));
}

#[tokio::test]
async fn g3_a_ticket_signs_in_to_the_panel() {
    let stage = Stage::new().await;
    let link = stage.gateway.panel().await.unwrap();
    let (place, ticket) = link.expose_secret().split_once("/?authticket=").unwrap();
    assert_eq!((place, ticket.len()), (stage.panel.panel_url().trim_end_matches('/'), 40));
    let page = reqwest::Client::new().get(link.expose_secret()).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(US), "{page}");
}

#[tokio::test]
async fn r14_a_domain_alias_is_set_moved_and_taken_off() {
    let stage = Stage::new().await;
    stage.make(&[domain("one.example"), domain("two.example")]).await;
    let alias = |target: &str| {
        let alias_of = Some(name(target));
        [Change::EnsureDomain {
            name: name("alias.example"),
            shape: model::DomainShape { alias_of, ..domain_shape("alias.example") },
        }]
    };
    stage.make(&alias("one.example")).await;
    assert!(stage.domain("one.example").aliases.contains("alias.example"));
    let seen = stage.gateway.observe_domains(&[name("alias.example")]).await.unwrap();
    assert_eq!(seen[0].shape.alias_of, Some(name("one.example")));
    stage.make(&alias("two.example")).await;
    assert!(stage.domain("one.example").aliases.is_empty() && stage.domain("two.example").aliases.len() == 1);
    stage.make(&[domain("alias.example")]).await;
    assert!(stage.domain("two.example").aliases.is_empty() && stage.domain("alias.example").owner == US);
    // What it holds would be lost, so that no call of ours takes it out to make an alias.
    let refused = stage.apply(&alias("one.example")).await;
    assert!(matches!(&refused[..], [Err(GatewayError::Refused { .. })]), "{refused:?}");
    assert_eq!(stage.domain("alias.example").owner, US);
}

#[tokio::test]
async fn r9_products_follow_the_wish() {
    let stage = Stage::new().await;
    stage.make(&[domain("brook.example")]).await;
    let products = Services { archiving: true, ..domain_shape("brook.example").products };
    let shape = model::DomainShape { products, ..domain_shape("brook.example") };
    stage.make(&[Change::EnsureDomain { name: name("brook.example"), shape }]).await;
    assert!(stage.domain("brook.example").products.archiving);
}

#[tokio::test]
#[ignore = "the process that the next test starts, with a proxy in its environment"]
async fn asks_a_panel_on_this_computer() {
    Stage::new().await.gateway.identify().await.unwrap();
}

#[test]
fn b7_a_panel_on_this_computer_is_asked_without_the_proxy_that_would_read_the_password() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut other = Command::new(std::env::current_exe().unwrap());
    other.args(["--exact", "--ignored", "mail_assure::calls::asks_a_panel_on_this_computer"]);
    for name in ["NO_PROXY", "no_proxy", "http_proxy"] {
        other.env_remove(name);
    }
    let told = other.env("HTTP_PROXY", format!("http://{nobody}")).output().unwrap().stdout;
    let told = String::from_utf8_lossy(&told);
    assert!(told.contains("1 passed"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn g3_a_host_that_says_nothing_is_told_within_half_a_minute() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap()).parse().unwrap();
    let credentials = Credentials { user: US.to_owned(), password: "secret".to_owned().into() };
    let account = Account { tenant_id: id(0), name: "Larkfield".into() };
    let gateway = MailAssure::new(address, credentials, account, Arc::new(Notes::default())).unwrap();
    let began = tokio::time::Instant::now();
    let error = gateway.identify().await.unwrap_err();
    assert!(matches!(error, GatewayError::Unreachable { .. }), "{error}");
    assert!(began.elapsed() <= Duration::from_secs(30), "{:?}", began.elapsed());
}
