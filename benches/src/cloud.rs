//! The practice cloud as a process of its own, so that its work and memory are not the product's.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use practice::{MailCounts, Options};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::Outcome;
use crate::child::beside;
use crate::sign_in::{self, Access};

/// A running practice cloud; dropping it ends it.
pub struct CloudProcess {
    _child: Child,
    _folder: tempfile::TempDir,
    /// Its cloud file.
    pub file: PathBuf,
    /// The same, read.
    pub cloud: engine::Cloud,
    pub access: Access,
    control: String,
    secret: String,
    http: reqwest::Client,
}

impl CloudProcess {
    /// Starts one with so many users, and signs in to it.
    pub async fn start(users: u32) -> Outcome<Self> {
        Self::with_mail(users, Options::default().messages).await
    }

    /// The same with so many messages in each mailbox.
    pub async fn with_mail(users: u32, messages: u32) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let mut child = Command::new(beside("tenantryctl")?)
            .args(["--json", "--data-dir"])
            .arg(folder.path())
            .args(["practice", "--size", &users.to_string(), "--messages", &messages.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line).await?;
        let told: Value = serde_json::from_str(&line)?;
        let text = |name: &str| told[name].as_str().map(str::to_owned).ok_or(format!("`{name}` was not told: {line}"));
        let file = PathBuf::from(text("cloud_file")?);
        let cloud = load(&file)?;
        let access = sign_in::access(&cloud).await?;
        let control = format!("{}practice/control/", cloud.graph);
        let secret = text("control_secret")?;
        let http = reqwest::Client::builder().build()?;
        Ok(Self { _child: child, _folder: folder, file, cloud, access, control, secret, http })
    }

    /// Changes how it behaves from now on.
    pub async fn configure(&self, settings: &Value) -> Outcome {
        let url = format!("{}settings", self.control);
        let answer = self.http.post(url).header("x-practice-secret", &self.secret).json(settings).send().await?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(format!("the practice cloud answers {status}: {}", answer.text().await?).into()),
        }
    }

    /// What was asked of the mailboxes since the start.
    pub async fn mail_counts(&self) -> Outcome<Vec<MailCounts>> {
        let url = format!("{}mail", self.control);
        let answer = self.http.get(url).header("x-practice-secret", &self.secret).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }
}

/// Reads a cloud file.
pub fn load(file: &Path) -> Outcome<engine::Cloud> {
    let path = file.to_str().ok_or_else(|| format!("{} is not Unicode", file.display()))?;
    Ok(engine::Cloud::load(path)?)
}
