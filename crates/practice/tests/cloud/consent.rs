//! Who may consent to what, and what follows.

use practice::{Consent, Person, Size, play};

use crate::support::{authorize_url, callback, client, parameter, person, start};

#[tokio::test]
async fn a_refused_consent_goes_back_as_access_denied() {
    let practice = start(Size::Small).await;
    let denying = Person { consent: Consent::Deny, ..person("admin") };
    let url = callback(&practice.cloud(), practice.tenant_id(), &denying, &[]).await;
    assert_eq!(parameter(&url, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(&url, "state").as_deref(), Some("a state"));
    assert!(parameter(&url, "error_description").unwrap().starts_with("AADSTS65004:"));
}

#[tokio::test]
async fn once_the_administrator_consented_for_all_the_others_are_not_asked() {
    let practice = start(Size::Small).await;
    callback(&practice.cloud(), practice.tenant_id(), &person("admin"), &[]).await;
    let never_asked = Person { consent: Consent::Deny, ..person("reader") };
    let url = callback(&practice.cloud(), practice.tenant_id(), &never_asked, &[]).await;
    assert!(parameter(&url, "code").is_some());
}

#[tokio::test]
async fn prompt_consent_asks_again() {
    let practice = start(Size::Small).await;
    callback(&practice.cloud(), practice.tenant_id(), &person("admin"), &[]).await;
    let denying = Person { consent: Consent::Deny, ..person("admin") };
    let again = [("prompt", "consent")];
    let url = callback(&practice.cloud(), practice.tenant_id(), &denying, &again).await;
    assert_eq!(parameter(&url, "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn a_sign_in_cannot_be_answered_twice() {
    let practice = start(Size::Small).await;
    let cloud = practice.cloud();
    let page = client().get(authorize_url(&cloud, practice.tenant_id(), &[])).send().await.unwrap();
    let page = page.text().await.unwrap();
    let flow = page.split("name=\"flow\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let consent = format!("{}/{}/consent", cloud.authority, practice.tenant_id());
    let form = [("flow", flow), ("account", "admin@larkfield.example"), ("decision", "accept")];
    let first = client().post(&consent).form(&form).send().await.unwrap();
    assert_eq!(first.status(), reqwest::StatusCode::FOUND);
    let second = client().post(&consent).form(&form).send().await.unwrap();
    assert!(second.text().await.unwrap().contains("AADSTS50089"));
}

#[tokio::test]
async fn the_consent_page_lists_the_permissions_in_plain_words() {
    let practice = start(Size::Small).await;
    let url = authorize_url(&practice.cloud(), practice.tenant_id(), &[]);
    let looking = Person { consent: Consent::Deny, ..person("nobody") };
    let picker = play(&url, &looking).await.unwrap();
    for words in ["Pick an account", "Global Reader", "Administrator of another tenant"] {
        assert!(picker.page_text.contains(words), "{words}");
    }
    let page = client().get(&url).send().await.unwrap().text().await.unwrap();
    let flow = page.split("name=\"flow\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let login = format!("{}/{}/login", practice.cloud().authority, practice.tenant_id());
    let form = [("flow", flow), ("account", "admin@larkfield.example")];
    let page = client().post(login).form(&form).send().await.unwrap().text().await.unwrap();
    for words in ["full profile", "mail contacts", "Manage Exchange Online", "Stay signed in"] {
        assert!(page.contains(words), "{words}");
    }
}
