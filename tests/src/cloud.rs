//! A practice cloud with its cloud file: in this process, or in another one as a person starts it.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use practice::{Options, Person, PlayOutcome, Practice, Size};
use reqwest::Method;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::program::program;

/// One in this process, whose every secret can be asked for.
#[derive(Debug)]
pub struct Cloud {
    practice: Practice,
    folder: TempDir,
    // The servers live on it.
    _runtime: Runtime,
}

impl Cloud {
    /// Starts one.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(size: Size) -> Self {
        Self::with(Options { size, ..Options::default() })
    }

    /// The same with more said about it.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn with(options: Options) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let practice = runtime.block_on(Practice::start(options)).expect("the practice cloud starts");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text = serde_json::to_string(&practice.cloud()).expect("a cloud file");
        std::fs::write(folder.path().join("cloud.json"), text).expect("the cloud file");
        Self { practice, folder, _runtime: runtime }
    }

    /// Its cloud file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("cloud.json")
    }
}

impl std::ops::Deref for Cloud {
    type Target = Practice;

    fn deref(&self) -> &Practice {
        &self.practice
    }
}

/// One in another process: `tenantryctl practice`.
#[derive(Debug)]
pub struct CloudProcess {
    child: Child,
    /// Its cloud file.
    pub file: PathBuf,
    /// A domain of its tenant.
    pub tenant_domain: String,
    control: String,
    secret: String,
}

impl CloudProcess {
    /// Starts one that keeps its cloud file in a folder.
    ///
    /// # Panics
    /// When it does not start, or does not tell what its contract says.
    #[must_use]
    pub fn start(folder: &Path, size: &str) -> Self {
        let mut child = Command::new(program("tenantryctl"))
            .args(["--json", "practice", "--size", size, "--data-dir"])
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("tenantryctl starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?} is no JSON"));
        let text = |name: &str| told[name].as_str().unwrap_or_else(|| panic!("no {name} in {line}")).to_owned();
        Self {
            child,
            file: PathBuf::from(text("cloud_file")),
            tenant_domain: text("tenant_domain"),
            control: format!("http://127.0.0.1:{}/practice/control", told["port"]),
            secret: text("control_secret"),
        }
    }

    /// Makes something happen in the tenant, as its administrator would: `users/someone@client.example`.
    ///
    /// # Panics
    /// When the cloud does not do it.
    pub fn change(&self, method: Method, what: &str, body: &Value) {
        self.control(method, &format!("{}/{what}", self.tenant_domain), body);
    }

    /// Lets something happen in the cloud itself: `settings`, `day/next`, `broken`.
    ///
    /// # Panics
    /// When the cloud does not do it.
    pub fn control(&self, method: Method, what: &str, body: &Value) {
        let url = format!("{}/{what}", self.control);
        let runtime = Runtime::new().expect("a runtime");
        let request = reqwest::Client::new().request(method, &url).header("x-practice-secret", &self.secret).json(body);
        let answer = runtime.block_on(request.send()).expect("the cloud answers");
        assert!(answer.status().is_success(), "{url}: {}", answer.status());
    }

    /// Ends it, as a failing network does.
    pub fn stop(&mut self) {
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for CloudProcess {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The built-in person opens an address and answers what is asked.
///
/// # Panics
/// When a page does not answer.
#[must_use]
pub fn play(url: &str, person: &Person) -> PlayOutcome {
    Runtime::new().expect("a runtime").block_on(practice::play(url, person)).expect("the pages answer")
}
