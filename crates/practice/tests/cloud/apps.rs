//! Applications registered through Graph.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use practice::{Class, Failure, Fault, Size};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{OURS, token};
use crate::support::{Session, client, person, start};

const SCOPE: &str = "openid profile https://graph.microsoft.com/Application.ReadWrite.All \
                     https://graph.microsoft.com/AppRoleAssignment.ReadWrite.All";
const MAIL_READ: &str = "810c84a8-4a9e-49e6-bf7d-12d183f40d01";

struct Desk {
    session: Session,
    token: String,
}

impl Desk {
    async fn open() -> Self {
        let session = Session::open(Size::Small).await;
        let token = session.token(SCOPE).await;
        Self { session, token }
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        send(&self.session.url(path), &self.token, method, &body).await
    }

    async fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, Value::Null).await.1
    }

    async fn first(&self, path: &str) -> Value {
        self.get(path).await["value"][0].clone()
    }
}

async fn send(url: &str, token: &str, method: Method, body: &Value) -> (StatusCode, Value) {
    let mut request = client().request(method, url).bearer_auth(token);
    if !body.is_null() {
        request = request.json(body);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

fn registration() -> Value {
    let key = json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": STANDARD.encode(&OURS.der)});
    json!({"displayName": "Archive import", "tags": ["mark"], "signInAudience": "AzureADMyOrg", "keyCredentials": [key]})
}

#[tokio::test]
async fn an_administrator_registers_grants_and_removes_and_nothing_is_left() {
    let desk = Desk::open().await;
    let (status, app) = desk.send(Method::POST, "applications", registration()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(app["keyCredentials"][0]["key"], Value::Null);
    assert_eq!(app["keyCredentials"][0]["endDateTime"], "2050-01-01T00:00:00Z");
    let app_id = app["appId"].as_str().unwrap();
    let (status, own) = desk.send(Method::POST, "servicePrincipals", json!({"appId": app_id})).await;
    assert_eq!(status, StatusCode::CREATED);
    let graph = desk.first("servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'").await;
    let role = graph["appRoles"].as_array().unwrap().iter().find(|role| role["value"] == "Mail.Read").unwrap();
    assert_eq!(role["id"], MAIL_READ);
    let given = json!({"principalId": own["id"], "resourceId": graph["id"], "appRoleId": MAIL_READ});
    let path = format!("servicePrincipals/{}/appRoleAssignments", own["id"].as_str().unwrap());
    assert_eq!(desk.send(Method::POST, &path, given.clone()).await.0, StatusCode::CREATED);
    assert_eq!(desk.send(Method::POST, &path, given).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(desk.first(&path).await["resourceDisplayName"], "Microsoft Graph");
    token(&desk.session.practice, app_id).await;
    let object = format!("applications/{}", app["id"].as_str().unwrap());
    assert_eq!(desk.send(Method::DELETE, &object, Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(desk.send(Method::DELETE, &object, Value::Null).await.0, StatusCode::NOT_FOUND);
    let found = desk.get(&format!("servicePrincipals?$filter=appId eq '{app_id}'")).await;
    assert_eq!(found["value"], json!([]));
    assert!(desk.session.practice.registered_apps()[0].deleted);
    for (kind, id) in [("application", &app["id"]), ("servicePrincipal", &own["id"])] {
        assert_eq!(desk.first(&format!("directory/deletedItems/microsoft.graph.{kind}")).await["id"], *id);
        let item = format!("directory/deletedItems/{}", id.as_str().unwrap());
        assert_eq!(desk.send(Method::DELETE, &item, Value::Null).await.0, StatusCode::NO_CONTENT);
    }
    assert_eq!(desk.session.practice.registered_apps(), []);
}

#[tokio::test]
async fn a_registration_is_found_by_name_and_tag_and_gets_another_certificate() {
    let desk = Desk::open().await;
    let mut bare = registration();
    bare["keyCredentials"] = json!([]);
    let (_, app) = desk.send(Method::POST, "applications", bare).await;
    for filter in ["displayName eq 'archive import'", "startswith(displayName,'Arch')", "tags/any(t:t eq 'mark')"] {
        assert_eq!(desk.first(&format!("applications?$filter={filter}")).await["id"], app["id"], "{filter}");
    }
    let unknown = desk.get("applications?$filter=displayName eq 'Other'").await;
    assert_eq!(unknown["value"], json!([]));
    let object = format!("applications/{}", app["id"].as_str().unwrap());
    let keys = json!({"keyCredentials": registration()["keyCredentials"]});
    assert_eq!(desk.send(Method::PATCH, &object, keys).await.0, StatusCode::NO_CONTENT);
    let kept = desk.get(&object).await["keyCredentials"].clone();
    assert_eq!(desk.send(Method::PATCH, &object, json!({"keyCredentials": kept})).await.0, StatusCode::NO_CONTENT);
    assert_eq!(desk.get(&object).await["keyCredentials"], kept);
    assert_eq!(kept.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_not_right_is_refused_in_words() {
    let desk = Desk::open().await;
    let mut no_certificate = registration();
    no_certificate["keyCredentials"][0]["key"] = json!(STANDARD.encode(b"no certificate"));
    let app_id = desk.session.practice.tenant_id();
    for (path, body, words) in [
        ("applications", no_certificate, "Key credential is invalid"),
        ("applications", json!({"tags": []}), "'displayName'"),
        ("applications", json!({"displayName": "x", "colour": "red"}), "'colour'"),
        ("servicePrincipals", json!({"appId": app_id}), "does not reference a valid application"),
    ] {
        let (status, answer) = desk.send(Method::POST, path, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(answer["error"]["message"].as_str().unwrap().contains(words), "{answer}");
    }
    let filter = desk.send(Method::GET, "applications?$filter=notes eq 'x'", Value::Null).await;
    assert_eq!((filter.0.as_u16(), &filter.1["error"]["code"]), (400, &json!("Request_UnsupportedQuery")));
}

#[tokio::test]
async fn who_is_no_administrator_or_was_not_asked_for_it_registers_nothing() {
    let desk = Desk::open().await;
    let url = desk.session.url("applications");
    let (status, body) = send(&url, &desk.session.graph, Method::POST, &registration()).await;
    assert_eq!((status.as_u16(), &body["error"]["code"]), (403, &json!("Authorization_RequestDenied")));
    let (cloud, tenant) = (desk.session.practice.cloud(), desk.session.practice.tenant_id());
    let scope = [("scope", SCOPE)];
    let code = crate::support::callback(&cloud, tenant, &person("reader"), &scope).await;
    let tokens: Value = crate::support::redeem(&cloud, tenant, &code, &scope).await.json().await.unwrap();
    let (status, _) = send(&url, tokens["access_token"].as_str().unwrap(), Method::POST, &registration()).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_permissions_to_register_are_not_part_of_what_is_asked_for_at_first() {
    let practice = start(Size::Small).await;
    let whole = [("scope", "openid https://graph.microsoft.com/.default")];
    let cloud = practice.cloud();
    let code = crate::support::callback(&cloud, practice.tenant_id(), &person("admin"), &whole).await;
    let tokens: Value = crate::support::redeem(&cloud, practice.tenant_id(), &code, &whole).await.json().await.unwrap();
    let scope = tokens["scope"].as_str().unwrap();
    assert!(scope.contains("User.Read.All") && !scope.contains("Application.ReadWrite.All"), "{scope}");
}

#[tokio::test]
async fn faults_meet_registrations_too() {
    let desk = Desk::open().await;
    let fault =
        Fault { class: Class::Applications, after: 1, how: Failure::Throttled, times: Some(1), retry_after: None };
    desk.session.practice.configure(|settings| settings.faults = vec![fault]);
    let mut seen = Vec::new();
    for path in ["applications", "servicePrincipals", "applications"] {
        seen.push(desk.send(Method::GET, path, Value::Null).await.0.as_u16());
    }
    assert_eq!(seen, [200, 429, 200]);
}
