//! Exchange's admin API as the product asks it.

use practice::{Class, Failure, Fault, Size};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Session, callback, client, person, redeem};

fn unlimited() -> Value {
    json!({"ResultSize": "Unlimited"})
}

#[tokio::test]
async fn the_envelope_carries_annotations_between_the_properties() {
    let session = Session::open(Size::Small).await;
    let body: Value = session.invoke("", "Get-Mailbox", unlimited()).await.json().await.unwrap();
    assert!(body["@odata.context"].as_str().unwrap().ends_with("#Collection(Exchange.GenericHashTable)"));
    assert_eq!(body["adminapi.warnings@odata.type"], "#Collection(String)");
    let shared = body["value"].as_array().unwrap().iter().find(|m| m["IsShared"] == true).unwrap();
    assert_eq!(shared["RecipientTypeDetails"], "SharedMailbox");
    assert_eq!(shared["EmailAddresses@odata.type"], "#Collection(String)");
    assert_eq!(shared["Guid@data.type"], "System.Guid");
}

#[tokio::test]
async fn select_narrows_the_properties_and_paging_posts_the_same_again() {
    let session = Session::open(Size::Count(300)).await;
    let query = "?$select=Guid,RecipientTypeDetails";
    let mut answer = session.invoke(query, "Get-Recipient", unlimited()).await;
    session.practice.configure(|settings| settings.page_size = Some(50));
    let whole: Value = answer.json().await.unwrap();
    answer = session.invoke(query, "Get-Recipient", unlimited()).await;
    let (mut guids, mut pages) = (Vec::new(), 0);
    loop {
        let body: Value = answer.json().await.unwrap();
        for row in body["value"].as_array().unwrap() {
            assert_eq!(row.get("DisplayName"), None);
            guids.push(row["Guid"].clone());
        }
        pages += 1;
        let Some(next) = body["@odata.nextLink"].as_str() else { break };
        answer = session.post(next, "Get-Recipient", unlimited()).await;
    }
    let all: Vec<&Value> = whole["value"].as_array().unwrap().iter().map(|row| &row["Guid"]).collect();
    assert!(pages > 5);
    assert!(guids.iter().eq(all));
}

#[tokio::test]
async fn without_a_result_size_the_first_thousand_come_with_a_warning() {
    let session = Session::open(Size::Count(1500)).await;
    let body: Value = session.invoke("", "Get-Recipient", json!({})).await.json().await.unwrap();
    assert_eq!(body["value"].as_array().unwrap().len(), 1000);
    assert_eq!(body["@adminapi.warnings"].as_array().unwrap().len(), 1);
    assert_eq!(body.get("@odata.nextLink"), None);
}

#[tokio::test]
async fn a_kind_can_be_asked_for() {
    let session = Session::open(Size::Small).await;
    let rooms = json!({"ResultSize": "Unlimited", "RecipientTypeDetails": ["RoomMailbox"]});
    let body: Value = session.invoke("", "Get-Mailbox", rooms).await.json().await.unwrap();
    let rows = body["value"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["ResourceType"]), (1, &json!("Room")));
}

#[tokio::test]
async fn accepted_domains_are_the_verified_mail_domains() {
    let session = Session::open(Size::Small).await;
    let body: Value = session.invoke("", "Get-AcceptedDomain", json!({})).await.json().await.unwrap();
    let names: Vec<&str> =
        body["value"].as_array().unwrap().iter().map(|row| row["DomainName"].as_str().unwrap()).collect();
    assert!(names.contains(&"larkfield.example") && names.contains(&"larkfieldfoods.onmicrosoft.com"));
    assert!(!names.contains(&"larkfield-catering.example") && !names.contains(&"intranet.larkfield.example"));
    assert_eq!(body["value"][1]["Default"], true);
}

#[tokio::test]
async fn an_unknown_cmdlet_or_parameter_is_said_in_the_details() {
    let session = Session::open(Size::Small).await;
    for (cmdlet, parameters, words) in [
        ("Get-Everything", json!({}), "is not recognized"),
        ("Get-Mailbox", json!({"Colour": "red"}), "parameter name 'Colour'"),
        ("Get-Mailbox", json!({"ResultSize": "Many"}), "ResultSize"),
    ] {
        let answer = session.invoke("", cmdlet, parameters).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        let body: Value = answer.json().await.unwrap();
        assert!(body["error"]["details"][0]["message"].as_str().unwrap().contains(words));
    }
}

#[tokio::test]
async fn a_global_reader_may_look_and_a_member_may_not() {
    let session = Session::open(Size::Small).await;
    let session = Session::of(session.practice, "reader").await;
    assert_eq!(session.invoke("", "Get-Mailbox", unlimited()).await.status(), StatusCode::OK);
    let session = Session::of(session.practice, "member").await;
    let answer = session.invoke("", "Get-Mailbox", unlimited()).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let body: Value = answer.json().await.unwrap();
    let words = body["error"]["details"][0]["message"].as_str().unwrap();
    assert!(words.contains("not present in the role definition of the current user"));
    // An ordinary member may read the directory all the same.
    assert_eq!(session.ask("users").await.0, StatusCode::OK);
}

#[tokio::test]
async fn wrong_token_wrong_permission_and_wrong_tenant_are_told_apart() {
    let session = Session::open(Size::Small).await;
    let (cloud, tenant) = (session.practice.cloud(), session.practice.tenant_id());
    let url = |tenant: &str| format!("{}/adminapi/beta/{tenant}/InvokeCommand", cloud.exchange);
    let body = json!({"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {}}});
    let post = async |tenant: &str, token: &str| {
        let request = client().post(url(tenant)).bearer_auth(token).json(&body);
        request.send().await.unwrap().status()
    };
    assert_eq!(post(tenant, &session.exchange).await, StatusCode::OK);
    assert_eq!(post(tenant, &session.graph).await, StatusCode::UNAUTHORIZED);
    let other = session.practice.other_tenant_id();
    assert_eq!(post(other, &session.exchange).await, StatusCode::FORBIDDEN);
    let v2 = "openid https://outlook.office365.com/Exchange.ManageV2";
    let callback = callback(&cloud, tenant, &person("admin"), &[("scope", v2)]).await;
    session.practice.configure(|settings| settings.withhold_scopes = vec!["Exchange.Manage".to_owned()]);
    let tokens = redeem(&cloud, tenant, &callback, &[("scope", v2)]).await;
    let tokens: Value = tokens.json().await.unwrap();
    assert_eq!(post(tenant, tokens["access_token"].as_str().unwrap()).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_listing_of_exchange_can_break_off_too() {
    let session = Session::open(Size::Small).await;
    let fault = Fault { class: Class::Exchange, after: 0, how: Failure::Unavailable, times: None, retry_after: None };
    session.practice.configure(|settings| settings.faults = vec![fault]);
    let answer = session.invoke("", "Get-Mailbox", unlimited()).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
}
