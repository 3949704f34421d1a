//! The national clouds: found, signed in to, and foreign to each other.

use practice::{Cloud, Practice, Size};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{
    authorize_url, callback, client, parameter, person, post_token, redeem, refresh, refusal, start, tokens_of,
};
use crate::tokens::claims;

async fn document(authority: &str, tenant: &str) -> reqwest::Response {
    client().get(format!("{authority}/{tenant}/v2.0/.well-known/openid-configuration")).send().await.unwrap()
}

fn domain(cloud: &str) -> &'static str {
    Practice::national_domain(cloud).unwrap()
}

/// The tenant's GUID, as its metadata says.
async fn tenant_id(authority: &str, domain: &str) -> String {
    let body: Value = document(authority, domain).await.json().await.unwrap();
    body["issuer"].as_str().unwrap().rsplit('/').nth(1).unwrap().to_owned()
}

fn scope(cloud: &Cloud) -> String {
    let graph = cloud.graph_resource.as_deref().unwrap();
    let exchange = cloud.exchange_resource.as_deref().unwrap();
    format!("openid profile offline_access {graph}/Organization.Read.All {exchange}/Exchange.Manage")
}

/// The cloud, its tenant's GUID, and the tokens of its administrator for Graph.
async fn signed_in(practice: &Practice, name: &str) -> (Cloud, String, Value) {
    let cloud = practice.national(name).unwrap();
    let tenant = tenant_id(&cloud.authority, &cloud.tenant).await;
    let admin = person(&format!("admin@{}", cloud.tenant));
    let url = callback(&cloud, &tenant, &admin, &[("scope", &scope(&cloud))]).await;
    let graph = format!("{}/.default", cloud.graph_resource.as_deref().unwrap());
    let tokens = redeem(&cloud, &tenant, &url, &[("scope", &graph)]).await;
    (cloud, tenant, tokens.json().await.unwrap())
}

#[tokio::test]
async fn the_cloud_file_names_the_sibling_clouds() {
    let practice = start(Size::Small).await;
    let cloud = practice.cloud();
    let names: Vec<&str> = cloud.national.iter().map(|cloud| cloud.name.as_str()).collect();
    assert_eq!(names, ["practice-gcc-high", "practice-dod", "practice-china"]);
    let [high, dod, china] = &cloud.national[..] else { panic!() };
    assert_eq!((&high.authority, &dod.authority), (&format!("{}/us", cloud.authority), &high.authority));
    assert_eq!((&high.graph, &dod.graph), (&format!("{}/us", cloud.graph), &format!("{}/dod", cloud.graph)));
    assert_eq!((&china.authority, &china.exchange), (&format!("{}/cn", cloud.authority), &china.graph));
    assert!(cloud.national.iter().all(|sibling| sibling.client_id == cloud.client_id));
    let file = serde_json::to_value(&cloud).unwrap();
    assert!(file.get("graph_resource").is_none() && file["national"][0].get("national").is_none());
    assert_eq!(practice.national("gcc"), None);
}

#[tokio::test]
async fn a_government_tenant_asked_for_at_the_global_authority_answers_with_its_own_addresses() {
    let practice = start(Size::Small).await;
    let base = practice.cloud().authority;
    for (cloud, sub_scope, graph) in [("gcc-high", "DODCON", "/us"), ("dod", "DOD", "/dod")] {
        let body: Value = document(&base, domain(cloud)).await.json().await.unwrap();
        let id = tenant_id(&format!("{base}/us"), domain(cloud)).await;
        assert_eq!(body["issuer"], format!("{base}/us/{id}/v2.0"));
        assert_eq!(body["token_endpoint"], format!("{base}/us/{id}/oauth2/v2.0/token"));
        assert_eq!(body["cloud_instance_name"], "microsoftonline.us");
        assert_eq!(
            (&body["tenant_region_scope"], &body["tenant_region_sub_scope"]),
            (&json!("USGov"), &json!(sub_scope))
        );
        assert!(body["msgraph_host"].as_str().unwrap().ends_with(graph));
    }
    let gcc: Value = document(&base, domain("gcc")).await.json().await.unwrap();
    assert!(gcc["issuer"].as_str().unwrap().starts_with(&base) && !gcc["issuer"].as_str().unwrap().contains("/us/"));
    assert_eq!((&gcc["tenant_region_scope"], &gcc["tenant_region_sub_scope"]), (&json!("NA"), &json!("GCC")));
    assert_eq!(gcc["cloud_instance_name"], "microsoftonline.com");
}

#[tokio::test]
async fn a_tenant_in_china_is_known_in_china_only() {
    let practice = start(Size::Small).await;
    let base = practice.cloud().authority;
    for authority in [base.clone(), format!("{base}/us")] {
        assert_eq!(refusal(document(&authority, domain("china")).await).await.0, 90002);
    }
    let body: Value = document(&format!("{base}/cn"), domain("china")).await.json().await.unwrap();
    assert_eq!(body["cloud_instance_name"], "partner.microsoftonline.cn");
    let main = document(&format!("{base}/cn"), practice.tenant_domain()).await;
    assert_eq!(refusal(main).await.0, 90002);
}

#[tokio::test]
async fn an_administrator_signs_in_to_each_cloud_and_reads_its_graph() {
    let practice = start(Size::Small).await;
    for name in ["gcc-high", "dod", "china"] {
        let (cloud, tenant, tokens) = signed_in(&practice, name).await;
        let claims = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(claims["iss"], format!("{}/{tenant}/v2.0", cloud.authority));
        assert!(tokens["scope"].as_str().unwrap().contains("Organization.Read.All"));
        let url = format!("{}/v1.0/organization", cloud.graph);
        let answer = client().get(url).bearer_auth(tokens["access_token"].as_str().unwrap()).send().await.unwrap();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["value"][0]["id"], tenant.as_str());
        assert!(body["@odata.context"].as_str().unwrap().starts_with(&format!("{}/v1.0/", cloud.graph)));
        let exchange = format!("{}/.default", cloud.exchange_resource.as_deref().unwrap());
        let token = tokens["refresh_token"].as_str().unwrap();
        let body: Value = refresh(&cloud, &tenant, token, &exchange).await.json().await.unwrap();
        let manage = format!("{}/Exchange.Manage", cloud.exchange_resource.as_deref().unwrap());
        assert!(body["scope"].as_str().unwrap().contains(&manage), "{body}");
    }
}

#[tokio::test]
async fn a_gcc_tenant_signs_in_at_the_global_authority() {
    let practice = start(Size::Small).await;
    let cloud = practice.cloud();
    let admin = person(&format!("admin@{}", domain("gcc")));
    let tokens = tokens_of(&cloud, domain("gcc"), &admin, &[]).await;
    let url = format!("{}/v1.0/organization", cloud.graph);
    let answer = client().get(url).bearer_auth(tokens["access_token"].as_str().unwrap()).send().await.unwrap();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["value"][0]["displayName"], "Ashbrook County");
}

#[tokio::test]
async fn tokens_of_one_cloud_are_foreign_in_another() {
    let practice = start(Size::Small).await;
    let (high, tenant, tokens) = signed_in(&practice, "gcc-high").await;
    let base = practice.cloud().graph;
    for elsewhere in ["", "/dod", "/cn"] {
        let url = format!("{base}{elsewhere}/v1.0/organization");
        let answer = client().get(url).bearer_auth(tokens["access_token"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{elsewhere}");
    }
    let token = tokens["refresh_token"].as_str().unwrap();
    let foreign = refresh(&practice.cloud(), "organizations", token, "User.Read.All").await;
    assert_eq!(refusal(foreign).await.0, 9_002_313);
    let scope = format!("{}/.default", high.graph_resource.as_deref().unwrap());
    assert!(refresh(&high, &tenant, token, &scope).await.status().is_success());
    let global = "https://graph.microsoft.com/.default";
    assert_eq!(refusal(refresh(&high, &tenant, token, global).await).await.0, 70011);
}

#[tokio::test]
async fn a_sign_in_at_the_wrong_cloud_is_refused_there() {
    let practice = start(Size::Small).await;
    let cloud = practice.cloud();
    for (tenant, number) in [(domain("dod"), 90038), (domain("china"), 90002)] {
        let page = client().get(authorize_url(&cloud, tenant, &[])).send().await.unwrap().text().await.unwrap();
        assert!(page.contains(&format!("AADSTS{number}:")), "{page}");
        let answer = post_token(&cloud, tenant, &[("grant_type", "refresh_token")]).await;
        assert_eq!(refusal(answer).await.0, number);
    }
}

#[tokio::test]
async fn each_cloud_offers_its_own_accounts_only() {
    let practice = start(Size::Small).await;
    let china = practice.national("china").unwrap();
    let change = [("scope", "openid")];
    let page = client().get(authorize_url(&china, "organizations", &change)).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("admin@lotusbridge.example") && !page.contains("admin@larkfield.example"));
    assert!(page.contains("action=\"/cn/organizations/login\""));
    let url = callback(&china, "organizations", &person("admin@lotusbridge.example"), &change).await;
    assert!(parameter(&url, "code").is_some());
}
