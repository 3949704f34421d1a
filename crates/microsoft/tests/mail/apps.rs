//! The application is registered once and removed whole, wherever it was cut off.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use axum::http::Method;
use microsoft::{
    MicrosoftError,
    mail::{App, AppObject, MAIL_READ, Registrar, Removed, not_done},
};
use serde_json::{Value, json};

use super::common::{Asked, Reply, Server};

const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
const NAME: &str = "Mail of O'Brien & Sons";
const THUMBPRINT: &str = "AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12";

/// What a tenant has of applications.
#[derive(Debug, Default)]
struct Tenant {
    applications: BTreeMap<String, Value>,
    principals: BTreeMap<String, Value>,
    assignments: BTreeMap<String, Value>,
    bin: BTreeSet<String>,
    made: usize,
    /// Requests until the connection breaks: the one at zero is done, and its answer lost.
    left: Option<usize>,
    /// How often a new application is not known yet where accounts are made.
    unknown: usize,
    /// How often what was deleted is looked for before it appears among what was deleted.
    late: usize,
}

impl Tenant {
    fn with_graph() -> Self {
        let principals = BTreeMap::from([("graph".to_owned(), json!({ "id": "graph", "appId": GRAPH }))]);
        Self { principals, ..Self::default() }
    }

    fn new_id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}-{}", self.made)
    }

    fn answer(&mut self, asked: &Asked) -> Reply {
        let reply = self.act(asked);
        match self.left.as_mut() {
            Some(0) => Reply::error(502, "BadGateway", "the answer got lost"),
            Some(left) => {
                *left -= 1;
                reply
            }
            None => reply,
        }
    }

    fn act(&mut self, asked: &Asked) -> Reply {
        if self.left == Some(0) && asked.method == Method::GET {
            return Reply::error(502, "BadGateway", "not read");
        }
        let path: Vec<&str> = asked.path.trim_start_matches("/v1.0/").split('/').collect();
        let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        let decoded = asked.query.replace("%20", " ").replace("%27", "'").replace("%26", "&");
        let list = |all: &BTreeMap<String, Value>, keep: &dyn Fn(&Value) -> bool| {
            let found: Vec<&Value> = all.values().filter(|one| keep(one)).collect();
            Reply::json(json!({ "value": found }).to_string())
        };
        let gone = |was_there: bool| match was_there {
            true => Reply { status: 204, headers: Vec::new(), body: String::new() },
            false => Reply::error(404, "Request_ResourceNotFound", "no"),
        };
        match (asked.method.as_str(), path.as_slice()) {
            ("GET", ["applications"]) => {
                assert!(decoded.contains("displayName eq 'Mail of O''Brien & Sons'"), "{decoded}");
                list(&self.applications, &|app| app["displayName"] == NAME)
            }
            ("GET", ["servicePrincipals"]) => {
                list(&self.principals, &|one| decoded.contains(one["appId"].as_str().unwrap()))
            }
            ("GET", ["servicePrincipals", _, "appRoleAssignments"]) => list(&self.assignments, &|_| true),
            ("POST", ["applications"]) => {
                let (id, app_id) = (self.new_id("object"), self.new_id("app"));
                let mut app = body;
                (app["id"], app["appId"]) = (json!(id), json!(app_id));
                created(&mut self.applications, id, app)
            }
            ("POST", ["servicePrincipals"]) if self.unknown > 0 => {
                self.unknown -= 1;
                Reply::error(400, "NoBackingApplicationObject", "not a valid application object")
            }
            ("POST", ["servicePrincipals"]) => {
                let id = self.new_id("principal");
                created(&mut self.principals, id.clone(), json!({ "id": id, "appId": body["appId"] }))
            }
            ("POST", ["servicePrincipals", _, "appRoleAssignments"]) => {
                let id = self.new_id("assignment");
                let mut assignment = body;
                assignment["id"] = json!(id);
                created(&mut self.assignments, id, assignment)
            }
            ("DELETE", ["servicePrincipals", _, "appRoleAssignments", id]) => {
                gone(self.assignments.remove(*id).is_some())
            }
            ("DELETE", ["directory", "deletedItems", _]) if self.late > 0 => {
                self.late -= 1;
                gone(false)
            }
            ("DELETE", ["directory", "deletedItems", id]) => gone(self.bin.remove(*id)),
            ("DELETE", ["servicePrincipals", id]) => {
                let there = self.principals.remove(*id).is_some();
                self.assignments.clear();
                self.bin.extend(there.then(|| (*id).to_owned()));
                gone(there)
            }
            ("DELETE", ["applications", id]) => {
                let there = self.applications.remove(*id).is_some();
                self.bin.extend(there.then(|| (*id).to_owned()));
                gone(there)
            }
            other => panic!("{other:?}"),
        }
    }
}

fn created(into: &mut BTreeMap<String, Value>, id: String, object: Value) -> Reply {
    let reply = Reply { status: 201, ..Reply::json(object.to_string()) };
    into.insert(id, object);
    reply
}

async fn scene(tenant: Tenant) -> (Registrar, Arc<Mutex<Tenant>>, Server) {
    let tenant = Arc::new(Mutex::new(tenant));
    let answering = Arc::clone(&tenant);
    let server = Server::start(move |asked| answering.lock().unwrap().answer(asked)).await;
    (Registrar::new(server.directory()), tenant, server)
}

/// Registers it, or goes on with what is there of it.
async fn register(registrar: &Registrar, certificate: &[u8], thumbprint: &str) -> Result<App, MicrosoftError> {
    let made = match registrar.registered(NAME, thumbprint).await?.pop() {
        Some(made) => made,
        None => registrar.make(NAME, certificate, thumbprint).await?,
    };
    registrar.with_account(made).await
}

/// Removes both of its objects.
async fn remove(registrar: &Registrar, app: &App) -> Result<[Removed; 2], MicrosoftError> {
    let account = registrar.remove(AppObject::Account(&app.service_principal_id)).await?;
    Ok([account, registrar.remove(AppObject::Registration(&app.object_id)).await?])
}

#[tokio::test]
async fn m8_the_application_is_registered_with_its_certificate_and_may_nothing_but_what_is_granted() {
    let (registrar, tenant, _server) = scene(Tenant::with_graph()).await;
    let app = register(&registrar, b"certificate", THUMBPRINT).await.unwrap();
    let made = tenant.lock().unwrap().applications[&app.object_id].clone();
    assert_eq!((&made["signInAudience"], &made["displayName"]), (&json!("AzureADMyOrg"), &json!(NAME)));
    let key = &made["keyCredentials"][0];
    assert_eq!(
        (&key["type"], &key["usage"], &key["key"]),
        (&json!("AsymmetricX509Cert"), &json!("Verify"), &json!("Y2VydGlmaWNhdGU="))
    );
    assert!(tenant.lock().unwrap().assignments.is_empty());
    for _ in 0..2 {
        registrar.grant_mail_read(&app).await.unwrap();
        let granted = tenant.lock().unwrap().assignments.values().next().unwrap().clone();
        assert_eq!(granted["principalId"], json!(app.service_principal_id));
        assert_eq!((&granted["resourceId"], &granted["appRoleId"]), (&json!("graph"), &json!(MAIL_READ)));
        assert_eq!(tenant.lock().unwrap().assignments.len(), 1, "granted once");
    }
    for _ in 0..2 {
        registrar.revoke_mail_read(&app).await.unwrap();
        assert!(tenant.lock().unwrap().assignments.is_empty());
    }
}

#[tokio::test]
async fn m8_a_registration_that_is_cut_off_anywhere_is_finished_and_not_done_twice() {
    for cut in 0..7 {
        let (registrar, tenant, _server) = scene(Tenant { left: Some(cut), ..Tenant::with_graph() }).await;
        let step = || async {
            let app = register(&registrar, b"certificate", THUMBPRINT).await?;
            registrar.grant_mail_read(&app).await.map(|()| app)
        };
        let first = step().await;
        assert_eq!(first.is_err(), cut < 7, "{cut}");
        tenant.lock().unwrap().left = None;
        let app = step().await.unwrap();
        assert_eq!(step().await.unwrap(), app);
        let tenant = tenant.lock().unwrap();
        let held = (tenant.applications.len(), tenant.principals.len(), tenant.assignments.len());
        assert_eq!(held, (1, 2, 1), "cut off at request {cut}");
    }
}

#[tokio::test]
async fn m8_a_removal_that_is_cut_off_anywhere_leaves_nothing_in_the_end() {
    for cut in 0..5 {
        let (registrar, tenant, _server) = scene(Tenant::with_graph()).await;
        let app = register(&registrar, b"certificate", THUMBPRINT).await.unwrap();
        registrar.grant_mail_read(&app).await.unwrap();
        tenant.lock().unwrap().left = Some(cut);
        assert_eq!(remove(&registrar, &app).await.is_err(), cut < 4, "{cut}");
        tenant.lock().unwrap().left = None;
        for _ in 0..2 {
            remove(&registrar, &app).await.unwrap();
        }
        let tenant = tenant.lock().unwrap();
        assert!(tenant.applications.is_empty() && tenant.assignments.is_empty() && tenant.bin.is_empty(), "{cut}");
        assert_eq!(tenant.principals.len(), 1, "Microsoft's own stays");
    }
}

#[tokio::test]
async fn m8_what_is_deleted_and_can_still_be_had_back_is_told_until_it_is_gone_for_good() {
    use Removed::{ForGood, NotFound, Restorable};
    // How late it appears, and what is told of its account and its registration, now and when it is done again.
    for (late, told, again) in [
        (0, [ForGood, ForGood], [NotFound, NotFound]),
        (2, [ForGood, ForGood], [NotFound, NotFound]),
        (4, [Restorable, ForGood], [ForGood, NotFound]),
        (8, [Restorable, Restorable], [ForGood, ForGood]),
        (20, [Restorable, Restorable], [NotFound, NotFound]),
    ] {
        let (registrar, tenant, _server) = scene(Tenant { late, ..Tenant::with_graph() }).await;
        let app = register(&registrar, b"certificate", THUMBPRINT).await.unwrap();
        assert_eq!(remove(&registrar, &app).await.unwrap(), told, "{late}");
        assert_eq!(remove(&registrar, &app).await.unwrap(), again, "{late}");
        let restorable = told.into_iter().zip(again).filter(|both| *both == (Restorable, NotFound)).count();
        assert_eq!(tenant.lock().unwrap().bin.len(), restorable, "{late}: what was not found is no proof");
    }
}

#[tokio::test]
async fn m8_what_was_made_a_moment_ago_may_take_a_moment_to_be_known() {
    let (registrar, tenant, _server) = scene(Tenant { unknown: 2, ..Tenant::with_graph() }).await;
    register(&registrar, b"certificate", THUMBPRINT).await.unwrap();
    assert_eq!(tenant.lock().unwrap().applications.len(), 1);
}

#[tokio::test]
async fn m8_an_application_of_another_key_is_left_alone_although_it_has_the_same_name() {
    let (registrar, tenant, _server) = scene(Tenant::with_graph()).await;
    let other = register(&registrar, b"other", &THUMBPRINT.replace("AB12", "0000")).await.unwrap();
    let ours = register(&registrar, b"certificate", THUMBPRINT).await.unwrap();
    assert_ne!(other, ours);
    remove(&registrar, &ours).await.unwrap();
    assert_eq!(tenant.lock().unwrap().applications.keys().collect::<Vec<_>>(), [&other.object_id]);
}

#[tokio::test]
async fn m8_a_registration_whose_answer_is_lost_may_have_been_done_and_is_found_by_its_mark() {
    let (registrar, tenant, _server) = scene(Tenant { left: Some(0), ..Tenant::with_graph() }).await;
    let error = registrar.make(NAME, b"certificate", THUMBPRINT).await.unwrap_err();
    assert!(!not_done(&error), "{error}");
    tenant.lock().unwrap().left = None;
    assert_eq!(registrar.registered(NAME, THUMBPRINT).await.unwrap().len(), 1);
}

#[tokio::test]
async fn m8_who_may_not_register_is_told_the_permission_that_it_takes() {
    let server = Server::start(|_| Reply::error(403, "Authorization_RequestDenied", "Insufficient privileges")).await;
    let error = Registrar::new(server.directory()).make(NAME, b"c", THUMBPRINT).await.unwrap_err();
    assert!(not_done(&error), "{error}");
    assert!(
        matches!(error, MicrosoftError::PermissionMissing { permission: "Application.ReadWrite.All", .. }),
        "{error}"
    );
    assert_eq!(server.asked().len(), 1);
}
