//! Refusals on request, at every endpoint.

use practice::{Practice, Refuse, RefuseAt, Size, play};
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::{
    GRAPH, Session, authorize_url, callback, client, parameter, person, redeem, refresh, refusal, start,
};

/// Every number the product gives advice about.
const NUMBERS: [u32; 64] = [
    16000, 16003, 50005, 50011, 50020, 50034, 50053, 50055, 50057, 50072, 50074, 50076, 50078, 50079, 50089, 50105,
    50131, 50132, 50133, 50158, 50173, 50177, 50194, 50196, 51004, 53000, 53001, 53002, 53003, 54005, 65001, 65004,
    65005, 70008, 70043, 90002, 90038, 90072, 90094, 90095, 90099, 500_113, 500_212, 500_213, 501_481, 501_491,
    530_032, 530_034, 530_035, 650_051, 650_052, 650_056, 650_057, 700_005, 700_011, 700_016, 700_022, 700_025,
    700_082, 700_084, 900_023, 7_000_112, 7_000_218, 9_002_327,
];

fn refuse(practice: &Practice, at: RefuseAt, code: u32) {
    practice.configure(|settings| {
        settings.refuse =
            vec![Refuse { at, code, times: Some(1), suberror: None, claims: None, error: None, description: None }];
    });
}

/// The error body, once its shape was found to be right.
async fn body(response: reqwest::Response, number: u32) -> Value {
    assert!(response.status().is_client_error());
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error_codes"], serde_json::json!([number]));
    let lines: Vec<&str> = body["error_description"].as_str().unwrap().split("\r\n").collect();
    assert!(lines[0].starts_with(&format!("AADSTS{number}: ")) && lines.len() == 4, "{lines:?}");
    assert_eq!(lines[1], format!("Trace ID: {}", body["trace_id"].as_str().unwrap()));
    assert_eq!(lines[2], format!("Correlation ID: {}", body["correlation_id"].as_str().unwrap()));
    assert_eq!(lines[3], format!("Timestamp: {}", body["timestamp"].as_str().unwrap()));
    body
}

#[tokio::test]
async fn every_number_can_be_a_page_that_stays_in_the_browser() {
    let practice = start(Size::Small).await;
    let url = authorize_url(&practice.cloud(), practice.tenant_id(), &[]);
    for number in NUMBERS {
        refuse(&practice, RefuseAt::Page, number);
        let outcome = play(&url, &person("admin")).await.unwrap();
        assert_eq!(outcome.callback_url, None);
        assert!(outcome.page_text.contains(&format!("AADSTS{number}: ")), "{}", outcome.page_text);
    }
}

#[tokio::test]
async fn every_number_can_come_back_to_the_application() {
    let practice = start(Size::Small).await;
    for number in NUMBERS {
        refuse(&practice, RefuseAt::Redirect, number);
        let url = callback(&practice.cloud(), practice.tenant_id(), &person("admin"), &[]).await;
        assert_eq!(parameter(&url, "state").as_deref(), Some("a state"));
        let description = parameter(&url, "error_description").unwrap();
        assert!(description.starts_with(&format!("AADSTS{number}: ")), "{description}");
        assert!(!description.contains("The sign-in was refused."), "no words of its own: {number}");
        // The words that the standard and Microsoft know at this endpoint.
        let words = [
            "invalid_request",
            "unauthorized_client",
            "access_denied",
            "unsupported_response_type",
            "invalid_resource",
            "login_required",
            "interaction_required",
        ];
        let word = parameter(&url, "error").unwrap();
        assert!(words.contains(&word.as_str()), "{number} {word}");
    }
}

#[tokio::test]
async fn every_number_can_be_the_answer_to_a_code_or_a_refresh_token() {
    let session = Session::open(Size::Small).await;
    let practice = &session.practice;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let url = callback(&cloud, tenant, &person("admin"), &[]).await;
    for number in NUMBERS {
        refuse(practice, RefuseAt::Code, number);
        body(redeem(&cloud, tenant, &url, &[]).await, number).await;
        refuse(practice, RefuseAt::Refresh, number);
        body(refresh(&cloud, tenant, &session.refresh, GRAPH).await, number).await;
    }
    // The refused code was not used up.
    assert_eq!(redeem(&cloud, tenant, &url, &[]).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn suberror_claims_and_words_can_be_chosen_and_the_times_are_counted() {
    let session = Session::open(Size::Small).await;
    let (cloud, tenant) = (session.practice.cloud(), session.practice.tenant_id());
    let claims = r#"{"access_token":{"capolids":{"essential":true,"values":["policy"]}}}"#;
    session.practice.configure(|settings| {
        settings.refuse.push(Refuse {
            at: RefuseAt::Refresh,
            code: 50079,
            times: Some(2),
            suberror: Some("additional_action".to_owned()),
            claims: Some(claims.to_owned()),
            error: Some("interaction_required".to_owned()),
            description: Some("Enrol, please.".to_owned()),
        });
    });
    for _ in 0..2 {
        let body = body(refresh(&cloud, tenant, &session.refresh, GRAPH).await, 50079).await;
        assert_eq!(body["suberror"], "additional_action");
        assert_eq!(body["claims"], claims);
        assert_eq!(body["error"], "interaction_required");
        assert!(body["error_description"].as_str().unwrap().starts_with("AADSTS50079: Enrol, please.\r\n"));
    }
    assert_eq!(refresh(&cloud, tenant, &session.refresh, GRAPH).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_number_nobody_knows_gets_general_words() {
    let session = Session::open(Size::Small).await;
    let (cloud, tenant) = (session.practice.cloud(), session.practice.tenant_id());
    refuse(&session.practice, RefuseAt::Refresh, 4_711_000);
    let body = body(refresh(&cloud, tenant, &session.refresh, GRAPH).await, 4_711_000).await;
    assert_eq!(body["error"], "invalid_grant");
}

#[tokio::test]
async fn without_a_limit_a_refusal_stays_until_it_is_taken_back() {
    let practice = start(Size::Small).await;
    let url = format!("{}/{}/v2.0/.well-known/openid-configuration", practice.cloud().authority, practice.tenant_id());
    refuse(&practice, RefuseAt::Metadata, 90002);
    practice.configure(|settings| settings.refuse[0].times = None);
    for _ in 0..3 {
        let answer = client().get(&url).send().await.unwrap();
        assert_eq!(refusal(answer).await, (90002, "invalid_tenant".to_owned()));
    }
    practice.configure(|settings| settings.refuse.clear());
    assert_eq!(client().get(&url).send().await.unwrap().status(), StatusCode::OK);
}
