//! Days in the life of a client of some hundred mailboxes, through `tenantryctl --json` and the practice cloud's control.

use journeys::{
    cloud::CloudProcess,
    gateway_rows::{difference, everything},
    world::{CLIENT, World},
};
use reqwest::Method;
use serde_json::{Value, json};

struct Days {
    world: World,
    cloud: CloudProcess,
    _folder: tempfile::TempDir,
}

impl Days {
    /// A client whose mailboxes were all applied once.
    fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cloud = CloudProcess::start(folder.path(), "medium");
        let world = World::selected(&cloud.file, &cloud.tenant_domain);
        world.apply();
        Self { world, cloud, _folder: folder }
    }

    fn control(&self, what: &str, body: &Value) {
        self.cloud.control(Method::POST, what, body);
    }

    /// One fault that stays, or none any more.
    fn fault(&self, class: &str, how: &str) {
        self.control("settings", &json!({ "faults": [{ "class": class, "how": how }] }));
    }

    fn well(&self) {
        self.control("settings", &json!({ "faults": [] }));
        self.control("broken", &json!({ "how": null }));
    }

    /// A sync that ends with this exit status and code, and writes nothing into the gateway.
    fn refused(&self, arguments: &[&str], status: i32, code: &str) {
        let before = everything(&self.world.gateway());
        let answer = self.world.ctl.run(arguments);
        assert_eq!((answer.status, &answer.json["error"]["code"]), (status, &json!(code)), "{}", answer.stdout);
        assert!(!answer.json["error"]["hints"].as_array().unwrap().is_empty(), "{}", answer.stdout);
        assert_eq!(difference(&before, &everything(&self.world.gateway())), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn b2_days_pass_a_broken_day_is_refused_and_nothing_is_lost_by_it() {
    let days = Days::begin();
    let synced = || days.world.ctl.ok(&["sync", CLIENT]);
    days.control("day/next", &json!({}));
    let day = synced();
    assert!(day["fetch"]["added"].as_u64().unwrap() > 0 && day["apply"]["done"].as_u64().unwrap() > 0, "{day}");
    assert_eq!(synced()["apply"], Value::Null, "nothing is left of it");

    for (how, code) in [("half", "reading-short"), ("empty", "reading-empty"), ("other-tenant", "tenant-differs")] {
        days.control("broken", &json!({ "how": how }));
        days.refused(&["fetch", CLIENT, "--full"], 6, code);
        days.well();
    }
    assert_eq!(synced()["apply"], Value::Null, "as if there had been no such days");

    days.control("day/next", &json!({}));
    for (class, how, status, code) in [
        ("users", "html", 5, "not-json"),
        ("domains", "redirect", 5, "redirected"),
        ("groups", "foreign", 6, "foreign-link"),
        ("contacts", "forbidden", 6, "permissions-shrank"),
    ] {
        days.fault(class, how);
        days.refused(&["sync", CLIENT], status, code);
    }
    days.well();
    let day = synced();
    assert!(day["apply"]["done"].as_u64().unwrap() > 0, "{day}");
    assert_eq!(synced()["apply"], Value::Null);
}
