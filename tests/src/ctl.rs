//! Runs `tenantryctl --json` as a script does, and takes its answers apart.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use practice::{Consent, Person, PlayOutcome};
use serde_json::Value;

use crate::{cloud::play, program::program};

/// How the command line is called: the same for every command of a journey.
#[derive(Debug, Clone)]
pub struct Ctl {
    data_dir: PathBuf,
    cloud: PathBuf,
    vault: &'static str,
    environment: BTreeMap<String, String>,
}

/// What a command answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Exit status.
    pub status: i32,
    /// The one object on standard output.
    pub json: Value,
    /// Standard output as it was.
    pub stdout: String,
    /// Standard error as it was.
    pub stderr: String,
}

impl Ctl {
    /// Secrets in the keyring of the environment's desktop.
    #[must_use]
    pub fn new(data_dir: &Path, cloud: &Path, environment: &BTreeMap<String, String>) -> Self {
        Self {
            data_dir: data_dir.to_owned(),
            cloud: cloud.to_owned(),
            vault: "keyring",
            environment: environment.clone(),
        }
    }

    /// Secrets in an encrypted file.
    #[must_use]
    pub fn with_file_vault(data_dir: &Path, cloud: &Path, passphrase: &str) -> Self {
        let environment = BTreeMap::from([("TENANTRY_VAULT_PASSPHRASE".to_owned(), passphrase.to_owned())]);
        Self { vault: "file", ..Self::new(data_dir, cloud, &environment) }
    }

    /// The same with more in its environment.
    #[must_use]
    pub fn with(mut self, more: BTreeMap<String, String>) -> Self {
        self.environment.extend(more);
        self
    }

    /// The same for another data folder.
    #[must_use]
    pub fn at(&self, data_dir: &Path) -> Self {
        Self { data_dir: data_dir.to_owned(), ..self.clone() }
    }

    /// The data folder.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The command as it will be started.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("tenantryctl"));
        command
            .arg("--data-dir")
            .arg(&self.data_dir)
            .arg("--cloud")
            .arg(&self.cloud)
            .args(["--vault", self.vault, "--json"])
            .args(arguments)
            .envs(&self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    ///
    /// # Panics
    /// When standard output is anything but one JSON object.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Answer {
        let child = self.command(arguments).spawn().expect("tenantryctl starts");
        ended(child, "")
    }

    /// Runs a command that must succeed.
    ///
    /// # Panics
    /// When it does not.
    pub fn ok(&self, arguments: &[&str]) -> Value {
        let answer = self.run(arguments);
        assert_eq!(answer.status, 0, "{arguments:?}: {}{}", answer.stdout, answer.stderr);
        answer.json
    }

    /// Signs in: `person` opens the address that the first line names.
    ///
    /// # Panics
    /// When no address is printed, or the browser cannot go on.
    pub fn sign_in(&self, client: &str, account: &str, consent: Consent) -> (Answer, PlayOutcome) {
        self.with_browser(&["sign-in", client, "--no-browser"], account, consent)
    }

    /// Runs a command for which `person` opens the address that its first line names.
    ///
    /// # Panics
    /// When no address is printed, or the browser cannot go on.
    pub fn with_browser(&self, arguments: &[&str], account: &str, consent: Consent) -> (Answer, PlayOutcome) {
        let mut child = self.command(arguments).spawn().expect("tenantryctl starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output"));
        let mut first = String::new();
        lines.read_line(&mut first).expect("a line");
        let told: Value = serde_json::from_str(&first).unwrap_or_else(|_| panic!("{first:?} is no JSON"));
        let url = told["authorize_url"].as_str().unwrap_or_else(|| panic!("no address for the browser: {first}"));
        let played = play(url, &Person { account: account.to_owned(), consent });
        let mut rest = String::new();
        lines.read_to_string(&mut rest).expect("the rest");
        let mut answer = ended(child, &rest);
        answer.stdout.insert_str(0, &first);
        (answer, played)
    }
}

fn ended(child: Child, already_read: &str) -> Answer {
    answer(child.wait_with_output().expect("its end"), already_read)
}

/// What a command said that ended, with what was already read of its standard output.
///
/// # Panics
/// When standard output is anything but one JSON object.
#[must_use]
pub fn answer(output: Output, already_read: &str) -> Answer {
    let rest = String::from_utf8(output.stdout).expect("text on standard output");
    let stdout = format!("{already_read}{rest}");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let json: Value = serde_json::from_str(&stdout)
        .unwrap_or_else(|error| panic!("not exactly one JSON object ({error}): {stdout:?}\n{stderr}"));
    assert!(json.is_object(), "{stdout}");
    Answer { status: output.status.code().unwrap_or(-1), json, stdout, stderr }
}
