//! A client of the small practice tenant, as a script and its administrator deal with it.

use std::{path::Path, process::Command};

use journeys::{
    cloud::CloudProcess,
    ctl::Answer,
    gateway_rows::content,
    world::{CLIENT, World},
};
use reqwest::Method;
use serde_json::{Value, json};

pub struct Life {
    pub world: World,
    pub cloud: CloudProcess,
    _folder: tempfile::TempDir,
}

impl Life {
    /// Selected whole, and nothing planned yet.
    pub fn selected() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cloud = CloudProcess::start(folder.path(), "small");
        Self { world: World::selected(&cloud.file, &cloud.tenant_domain), cloud, _folder: folder }
    }

    /// Selected whole and applied, with some people more than the tenant began with.
    pub fn applied(more: &[&str]) -> Self {
        let life = Self::selected();
        more.iter().for_each(|who| life.joins(who, "New Joiner"));
        life.ok(&["fetch", CLIENT]);
        life.world.apply();
        life
    }

    pub fn ok(&self, arguments: &[&str]) -> Value {
        self.world.ctl.ok(arguments)
    }

    /// A command that ends with this status; the code of its error, if it has one.
    pub fn ends(&self, arguments: &[&str], status: i32) -> (Answer, String) {
        let answer = self.world.ctl.run(arguments);
        assert_eq!(answer.status, status, "{arguments:?}: {}{}", answer.stdout, answer.stderr);
        let code = answer.json["error"]["code"].as_str().unwrap_or_default().to_owned();
        (answer, code)
    }

    pub fn joins(&self, who: &str, name: &str) {
        self.cloud.change(Method::PATCH, &format!("users/{who}@larkfield.example"), &json!({ "name": name }));
    }

    pub fn leaves(&self, who: &str) {
        self.cloud.change(Method::DELETE, &format!("users/{who}@larkfield.example"), &json!({}));
    }

    /// What people and Postfix see of the gateway.
    pub fn gateway(&self) -> Vec<String> {
        content(&self.world.gateway())
    }

    /// SQL as the gateway's README has it, typed by its administrator.
    pub fn by_hand(&self, sql: &str) {
        type_sql(&self.world.gateway().join("gateway.db"), sql);
    }

    /// What people read: the same command without `--json`; times and folders are replaced.
    pub fn words(&self, arguments: &[&str]) -> String {
        let full = self.world.ctl.command(arguments);
        let mut plain = Command::new(full.get_program());
        plain.args(full.get_args().filter(|word| *word != "--json"));
        plain.envs(full.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = plain.output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        let folder = self.world.folder().display().to_string();
        said.replace(&folder, "FOLDER").split(' ').map(timeless).collect::<Vec<_>>().join(" ")
    }
}

/// Words that differ from day to day.
fn timeless(word: &str) -> String {
    let is_time = |text: &str| text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T';
    let found = (0..word.len()).find(|at| word.get(*at..at + 20).is_some_and(is_time));
    match found {
        Some(at) => format!("{}TIME{}", &word[..at], timeless(&word[at + 20..])),
        None => word.to_owned(),
    }
}

pub fn type_sql(database: &Path, sql: &str) {
    let typed = Command::new("sqlite3").arg(database).arg(".filectrl persist_wal 1").arg(sql).output();
    let typed = typed.expect("sqlite3 (package sqlite3) starts");
    assert!(typed.status.success(), "{}", String::from_utf8_lossy(&typed.stderr));
}

/// The steps of a plan about one object.
pub fn step<'a>(plan: &'a Value, key: &str) -> &'a Value {
    let steps = plan["steps"].as_array().unwrap();
    steps.iter().find(|step| step["key"] == key).unwrap_or_else(|| panic!("no step of {key}: {plan}"))
}
