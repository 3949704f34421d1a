//! The small tenant, readable by eye.

use std::collections::BTreeMap;

use practice::Size;
use serde_json::{Value, json};

use crate::support::Session;

async fn recipients(session: &Session) -> Vec<Value> {
    let answer = session.invoke("", "Get-Recipient", json!({"ResultSize": "Unlimited"})).await;
    let body: Value = answer.json().await.unwrap();
    body["value"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_kind_of_recipient_is_there_and_what_must_be_left_alone_too() {
    let session = Session::open(Size::Small).await;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for recipient in recipients(&session).await {
        *kinds.entry(recipient["RecipientTypeDetails"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    for kind in [
        "UserMailbox",
        "SharedMailbox",
        "RoomMailbox",
        "EquipmentMailbox",
        "MailUser",
        "MailUniversalDistributionGroup",
        "MailUniversalSecurityGroup",
        "GroupMailbox",
        "MailContact",
        "DynamicDistributionGroup",
        "PublicFolder",
        "GuestMailUser",
        "DiscoveryMailbox",
    ] {
        assert!(kinds.contains_key(kind), "{kind}");
    }
    let (users, _) =
        session.all(&session.url("users?$select=userPrincipalName,mail,userType,accountEnabled,assignedPlans")).await;
    assert!(users.iter().any(|user| user["userType"] == "Guest"));
    assert!(users.iter().any(|user| user["mail"].is_null() && user["assignedPlans"] == json!([])));
    let shared = users.iter().find(|user| user["mail"] == "info@larkfield.example").unwrap();
    assert_eq!((&shared["accountEnabled"], &shared["assignedPlans"]), (&json!(false), &json!([])));
    let (groups, _) = session.all(&session.url("groups?$select=mailEnabled,groupTypes")).await;
    assert!(groups.iter().any(|group| group["mailEnabled"] == false));
    let dynamic = json!(["Unified", "DynamicMembership"]);
    assert!(groups.iter().any(|group| group["groupTypes"] == dynamic));
}

#[tokio::test]
async fn a_mailbox_has_the_same_id_in_graph_and_in_exchange() {
    let session = Session::open(Size::Small).await;
    let mut graph = Vec::new();
    for path in ["users", "groups", "contacts"] {
        let (items, _) = session.all(&session.url(&format!("{path}?$select=id"))).await;
        graph.extend(items.into_iter().map(|item| item["id"].clone()));
    }
    let (mut known, mut own) = (0, 0);
    for recipient in recipients(&session).await {
        match recipient["ExternalDirectoryObjectId"].as_str().unwrap() {
            "" => own += 1,
            id => {
                assert!(graph.contains(&json!(id)));
                known += 1;
            }
        }
        assert!(recipient["Guid"].is_string());
    }
    assert_eq!((known > 10, own), (true, 2));
}

#[tokio::test]
async fn addresses_show_the_oddities_of_real_directories() {
    let session = Session::open(Size::Small).await;
    let (users, _) = session.all(&session.url("users?$select=displayName,proxyAddresses")).await;
    let all = users.iter().map(Value::to_string).collect::<String>();
    for odd in ["SIP:", "X500:", "SPO:", "SMTP:sean.o'hara@", "smtp:SOHARA@LARKFIELD.EXAMPLE", "Nóra", "李美", "@xn--"]
    {
        assert!(all.contains(odd), "{odd}");
    }
    let (domains, _) = session.all(&session.url("domains")).await;
    let mail =
        |domain: &&Value| domain["isVerified"] == true && domain["supportedServices"].to_string().contains("Email");
    assert!(domains.iter().filter(mail).count() >= 3);
    assert!(domains.iter().any(|domain| domain["isVerified"] == false));
    assert!(domains.iter().any(|domain| domain["isVerified"] == true && !mail(&domain)));
}

#[tokio::test]
async fn the_delivery_route_is_what_microsoft_reports_and_cannot_be_computed() {
    let session = Session::open(Size::Small).await;
    let mut routes = Vec::new();
    for domain in ["larkfield.example", "larkdeli.example"] {
        let (_, body) = session.ask(&format!("domains/{domain}/serviceConfigurationRecords")).await;
        let mx = body["value"].as_array().unwrap().iter().find(|record| record["recordType"] == "Mx").unwrap();
        assert!(mx["@odata.type"].as_str().unwrap().ends_with("domainDnsMxRecord"));
        routes.push(mx["mailExchange"].as_str().unwrap().to_owned());
    }
    assert_eq!(routes, ["larkfield-example.mail.protection.outlook.com", "larkdeli-example.k-v1.mx.microsoft"]);
}
