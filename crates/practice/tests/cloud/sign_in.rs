//! Signing in at the page, and every way in which it fails.

use practice::{Consent, Person, Size, play};
use reqwest::StatusCode;

use crate::support::{authorize_url, callback, client, parameter, person, redeem, refusal, start};

#[tokio::test]
async fn an_administrator_comes_back_with_code_and_state() {
    let practice = start(Size::Small).await;
    let url = callback(&practice.cloud(), practice.tenant_id(), &person("admin"), &[]).await;
    assert_eq!(parameter(&url, "state").as_deref(), Some("a state"));
    assert!(practice.issued_secrets().contains(&parameter(&url, "code").unwrap()));
}

#[tokio::test]
async fn the_sign_in_page_is_marked_as_practice_and_loads_nothing_from_elsewhere() {
    let practice = start(Size::Small).await;
    let url = authorize_url(&practice.cloud(), practice.tenant_domain(), &[]);
    let page = client().get(url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Practice cloud") && page.contains("<html lang=\"en\">"));
    assert!(!page.contains("https://") && !page.contains("<script"));
}

/// What stays in the browser: nothing comes back to the application.
async fn stays(change: &[(&str, &str)], account: &str, number: u32) {
    let practice = start(Size::Small).await;
    let url = authorize_url(&practice.cloud(), practice.tenant_id(), change);
    let outcome = play(&url, &person(account)).await.unwrap();
    assert_eq!(outcome.callback_url, None);
    assert!(outcome.page_text.contains(&format!("AADSTS{number}:")), "{}", outcome.page_text);
}

#[tokio::test]
async fn an_account_of_another_tenant_is_not_known_here() {
    stays(&[], "outsider@juniperharbour.example", 50020).await;
}

#[tokio::test]
async fn conditional_access_blocks_on_the_page() {
    stays(&[], "blocked", 53003).await;
}

#[tokio::test]
async fn a_member_and_a_global_reader_need_an_administrators_approval() {
    stays(&[], "member", 90094).await;
    stays(&[], "reader", 90094).await;
}

#[tokio::test]
async fn an_unknown_application_or_redirect_is_never_redirected_to() {
    stays(&[("client_id", "00000000-0000-0000-0000-000000000000")], "admin", 700_016).await;
    let elsewhere = ["http://127.0.0.1:9/", "https://localhost:9/", "http://[::1]:9/", "http://evil.example/", "x"];
    for address in elsewhere {
        stays(&[("redirect_uri", address)], "admin", 50011).await;
    }
}

#[tokio::test]
async fn the_port_of_a_redirect_is_free_and_its_path_is_not() {
    for address in ["http://localhost:9/signed-in", "http://localhost:9/Callback", "http://localhost:9/callback/"] {
        stays(&[("redirect_uri", address)], "admin", 50011).await;
    }
    let practice = start(Size::Small).await;
    for address in ["http://localhost", "http://localhost:1/", "http://localhost:65535/callback"] {
        let url = authorize_url(&practice.cloud(), practice.tenant_id(), &[("redirect_uri", address)]);
        assert_eq!(client().get(url).send().await.unwrap().status(), StatusCode::OK, "{address}");
    }
}

#[tokio::test]
async fn every_prompt_but_none_shows_the_page() {
    let practice = start(Size::Small).await;
    for prompt in ["login", "select_account", "consent"] {
        let url = authorize_url(&practice.cloud(), practice.tenant_id(), &[("prompt", prompt)]);
        let page = client().get(url).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("Pick an account"), "{prompt}");
    }
}

#[tokio::test]
async fn bad_requests_of_a_known_application_go_back_to_it_with_the_state() {
    let practice = start(Size::Small).await;
    for (change, error, number) in [
        (("response_type", "token"), "unsupported_response_type", 700_054),
        (("scope", "https://elsewhere.example/All"), "invalid_scope", 70011),
        (("scope", "Imaginary.Read"), "invalid_scope", 70011),
        (("code_challenge", "short"), "invalid_request", 501_491),
        (("code_challenge_method", "plain"), "invalid_request", 501_491),
        (("prompt", "none"), "login_required", 50058),
        (("prompt", "soon"), "invalid_request", 90023),
        (("claims", "no json"), "invalid_request", 9_000_411),
    ] {
        let url = authorize_url(&practice.cloud(), practice.tenant_id(), &[change]);
        let answer = client().get(url).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FOUND);
        let back = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        assert_eq!(parameter(&back, "error").as_deref(), Some(error));
        assert_eq!(parameter(&back, "state").as_deref(), Some("a state"));
        let description = parameter(&back, "error_description").unwrap();
        assert!(description.starts_with(&format!("AADSTS{number}:")), "{description}");
    }
}

#[tokio::test]
async fn who_signs_in_at_a_shared_name_belongs_to_the_accounts_own_tenant() {
    let practice = start(Size::Small).await;
    let outsider = person("outsider@juniperharbour.example");
    let url = callback(&practice.cloud(), "organizations", &outsider, &[]).await;
    let elsewhere = redeem(&practice.cloud(), practice.other_tenant_id(), &url, &[]).await;
    assert_eq!(refusal(elsewhere).await, (700_005, "invalid_grant".to_owned()));
    let tokens = redeem(&practice.cloud(), "organizations", &url, &[]).await;
    let tokens: serde_json::Value = tokens.json().await.unwrap();
    let claims = crate::tokens::claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["tid"], practice.other_tenant_id());
}

#[tokio::test]
async fn the_outcome_does_not_show_the_code_when_printed() {
    let practice = start(Size::Small).await;
    let denying = Person { consent: Consent::Deny, ..person("admin") };
    let url = callback(&practice.cloud(), practice.tenant_id(), &denying, &[]).await;
    assert_eq!(parameter(&url, "code"), None);
    let outcome = practice::PlayOutcome {
        callback_url: Some("http://localhost:1/x?code=secret".to_owned()),
        page_text: String::new(),
    };
    assert!(!format!("{outcome:?}").contains("secret"));
}
