//! Tokens for an application in its own name.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use practice::{Refuse, RefuseAt, Size};
use serde_json::{Value, json};

use crate::app::{ASSERTION, OURS, Reader, STRANGER, ask, claims, header, present, token};
use crate::support::{post_token, refusal, start};

fn roles(token: &str) -> Value {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(claims["idtyp"], "app");
    claims["roles"].clone()
}

#[tokio::test]
async fn a_certificate_gets_a_token_that_says_what_was_granted_and_none_to_refresh() {
    let practice = start(Size::Small).await;
    let app = practice.register_app("Archive import", &OURS.der, &["Mail.Read"]).unwrap();
    let assertion = OURS.sign(&header(), &claims(&practice, &app.app_id));
    let body: Value = present(&practice, &app.app_id, &assertion).await.json().await.unwrap();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(3599)));
    assert_eq!((body.get("refresh_token"), body.get("scope")), (None, None));
    assert_eq!(roles(body["access_token"].as_str().unwrap()), json!(["Mail.Read"]));
    let secrets = practice.issued_secrets();
    assert!(secrets.contains(&assertion) && secrets.iter().any(|secret| body["access_token"] == secret.as_str()));
}

#[tokio::test]
async fn what_was_not_granted_is_not_in_the_token_and_the_token_is_given_all_the_same() {
    let reader = Reader::without_roles().await;
    assert_eq!(roles(&reader.token), Value::Null);
}

#[tokio::test]
async fn each_wrong_assertion_has_its_number() {
    let practice = start(Size::Small).await;
    let app = practice.register_app("Archive import", &OURS.der, &["Mail.Read"]).unwrap().app_id;
    let good = || claims(&practice, &app);
    let with = |name: &str, value: Value| {
        let mut claims = good();
        claims[name] = value;
        OURS.sign(&header(), &claims)
    };
    let strange = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": STRANGER.thumbprint()});
    let past = good()["nbf"].as_i64().unwrap() - 3600;
    let spoiled = OURS.sign(&header(), &good()).replace('.', "");
    for (assertion, number) in [
        (STRANGER.sign(&strange, &good()), 700_027),
        (STRANGER.sign(&header(), &good()), 700_027),
        (with("iss", json!("somebody")), 700_021),
        (with("sub", json!(practice.tenant_id())), 700_021),
        (with("aud", json!("https://login.microsoftonline.com/common/oauth2/v2.0/token")), 700_023),
        (with("exp", json!(past)), 700_024),
        (with("nbf", json!(past + 9000)), 700_024),
        (with("jti", json!(null)), 50_027),
        (OURS.sign(&json!({"alg": "none", "x5t#S256": OURS.thumbprint()}), &good()), 50_027),
        (spoiled, 50_027),
    ] {
        let (told, error) = refusal(present(&practice, &app, &assertion).await).await;
        assert_eq!((told, error.as_str()), (number, "invalid_client"));
    }
    let once = OURS.sign(&header(), &good());
    assert!(present(&practice, &app, &once).await.status().is_success());
    assert_eq!(refusal(present(&practice, &app, &once).await).await.0, 50_027);
}

#[tokio::test]
async fn an_assertion_of_the_older_form_and_one_for_the_issuer_are_taken() {
    let practice = start(Size::Small).await;
    let app = practice.register_app("Archive import", &OURS.der, &[]).unwrap().app_id;
    let sha1 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &OURS.der);
    let older = json!({"alg": "RS256", "typ": "JWT", "x5t": URL_SAFE_NO_PAD.encode(sha1)});
    let mut claims = claims(&practice, &app);
    claims["aud"] = json!(format!("{}/{}/v2.0", practice.cloud().authority, practice.tenant_id()));
    assert!(present(&practice, &app, &OURS.sign(&older, &claims)).await.status().is_success());
}

#[tokio::test]
async fn without_an_assertion_or_for_the_wrong_thing_there_is_no_token() {
    let practice = start(Size::Small).await;
    let app = practice.register_app("Archive import", &OURS.der, &[]).unwrap().app_id;
    assert_eq!(refusal(ask(&practice, &app, &[]).await).await.0, 7_000_216);
    assert_eq!(refusal(ask(&practice, &app, &[("client_secret", "guessed")]).await).await.0, 7_000_215);
    let unknown = practice.tenant_id().to_owned();
    assert_eq!(refusal(ask(&practice, &unknown, &[]).await).await.0, 700_016);
    let assertion = OURS.sign(&header(), &claims(&practice, &app));
    let fields = [("client_assertion_type", ASSERTION), ("client_assertion", assertion.as_str())];
    let single = [&fields[..], &[("scope", "https://graph.microsoft.com/Mail.Read")]].concat();
    assert_eq!(refusal(ask(&practice, &app, &single).await).await, (1_002_012, "invalid_scope".to_owned()));
    let form = [&[("grant_type", "client_credentials"), ("client_id", app.as_str())][..], &fields].concat();
    assert_eq!(refusal(post_token(&practice.cloud(), "organizations", &form).await).await.0, 50_059);
    let elsewhere = post_token(&practice.cloud(), practice.other_tenant_id(), &form).await;
    assert_eq!(refusal(elsewhere).await.0, 700_016);
}

#[tokio::test]
async fn an_expired_certificate_and_one_that_is_not_known_yet_are_refused() {
    let practice = start(Size::Small).await;
    let app = practice.register_app("Archive import", &OURS.der, &[]).unwrap().app_id;
    let fresh = Refuse {
        at: RefuseAt::Application,
        code: 700_027,
        times: Some(2),
        suberror: None,
        claims: None,
        error: None,
        description: None,
    };
    practice.configure(|settings| settings.refuse = vec![fresh]);
    let assertion = || OURS.sign(&header(), &claims(&practice, &app));
    for _ in 0..2 {
        assert_eq!(refusal(present(&practice, &app, &assertion()).await).await.0, 700_027);
    }
    token(&practice, &app).await;
    practice.configure(|settings| settings.advance_seconds = 40 * 365 * 24 * 3600);
    assert_eq!(refusal(present(&practice, &app, &assertion()).await).await.0, 1_000_502);
}
