//! Admin consent for a whole tenant.

use practice::{Cloud, Consent, Person, Refuse, RefuseAt, Size, play};
use url::Url;

use crate::support::{ALL, REDIRECT, callback, client, come_back, parameter, person, start};

fn url(cloud: &Cloud, tenant: &str, redirect: &str, scope: &str) -> String {
    let fields = [("client_id", &*cloud.client_id), ("scope", scope), ("redirect_uri", redirect), ("state", "a state")];
    let base = format!("{}/{tenant}/v2.0/adminconsent", cloud.authority);
    Url::parse_with_params(&base, fields).unwrap().to_string()
}

const WHOLE: &str = "https://graph.microsoft.com/.default https://outlook.office365.com/.default";

#[tokio::test]
async fn after_an_administrators_approval_nobody_is_asked() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let back = come_back(&person("admin"), |redirect| url(&cloud, tenant, redirect, WHOLE)).await;
    assert_eq!(parameter(&back, "admin_consent").as_deref(), Some("True"));
    assert_eq!(parameter(&back, "tenant").as_deref(), Some(tenant));
    assert_eq!(parameter(&back, "scope").as_deref(), Some(WHOLE));
    assert_eq!(parameter(&back, "state").as_deref(), Some("a state"));
    assert_eq!((parameter(&back, "error"), parameter(&back, "code")), (None, None));
    let never_asked = Person { consent: Consent::Deny, ..person("reader") };
    let signed_in = callback(&cloud, tenant, &never_asked, &[]).await;
    assert!(parameter(&signed_in, "code").is_some());
}

#[tokio::test]
async fn an_approval_that_failed_says_admin_consent_true_all_the_same() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let denying = Person { consent: Consent::Deny, ..person("admin") };
    let back = come_back(&denying, |redirect| url(&cloud, tenant, redirect, ALL)).await;
    assert_eq!(parameter(&back, "admin_consent").as_deref(), Some("True"));
    assert_eq!(parameter(&back, "error").as_deref(), Some("consent_required"));
    assert!(parameter(&back, "error_description").unwrap().starts_with("AADSTS65004:"));
    assert_eq!(parameter(&back, "state").as_deref(), Some("a state"));
    let page = play(&crate::support::authorize_url(&cloud, tenant, &[]), &person("reader")).await.unwrap();
    assert!(page.page_text.contains("AADSTS90094:"));
}

#[tokio::test]
async fn an_approval_can_be_refused_on_request() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let refuse = Refuse {
        at: RefuseAt::AdminConsent,
        code: 650_051,
        times: Some(1),
        suberror: None,
        claims: None,
        error: None,
        description: None,
    };
    practice.configure(|settings| settings.refuse.push(refuse));
    let back = come_back(&person("admin"), |redirect| url(&cloud, tenant, redirect, ALL)).await;
    assert_eq!(parameter(&back, "admin_consent").as_deref(), Some("True"));
    assert!(parameter(&back, "error_description").unwrap().starts_with("AADSTS650051:"));
    let back = come_back(&person("admin"), |redirect| url(&cloud, tenant, redirect, ALL)).await;
    assert_eq!(parameter(&back, "error"), None);
}

#[tokio::test]
async fn only_an_administrator_of_a_named_tenant_may_approve() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    for (at, account, number) in [
        (tenant, "reader", 90093),
        (tenant, "partner@juniperharbour.example", 90093),
        (tenant, "outsider@juniperharbour.example", 50020),
        ("common", "admin", 50059),
    ] {
        let outcome = play(&url(&cloud, at, REDIRECT, ALL), &person(account)).await.unwrap();
        assert_eq!(outcome.callback_url, None);
        assert!(outcome.page_text.contains(&format!("AADSTS{number}:")), "{}", outcome.page_text);
    }
}

#[tokio::test]
async fn an_approval_names_its_permissions() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let answer = client().get(url(&cloud, tenant, REDIRECT, "")).send().await.unwrap();
    let back = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert_eq!(parameter(&back, "admin_consent").as_deref(), Some("True"));
    assert!(parameter(&back, "error_description").unwrap().starts_with("AADSTS900144:"));
}
