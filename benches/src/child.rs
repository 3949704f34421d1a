//! Measured work runs in child processes, which read one JSON object and print one.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::de::DeserializeOwned;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::Outcome;
use crate::cloud::CloudProcess;
use crate::work::{Order, Told, What};

/// Another program: as it is shipped, where `TENANTRY_PROGRAMS` names a folder that has it; else of the same build.
pub fn beside(name: &str) -> Outcome<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let built = env::current_exe()?.with_file_name(&file);
    let shipped = env::var_os("TENANTRY_PROGRAMS").map(|folder| Path::new(&folder).join(&file));
    let path = shipped.filter(|path| path.is_file()).unwrap_or(built);
    if path.is_file() { Ok(path) } else { Err(format!("{} is not built", path.display()).into()) }
}

/// One measured piece of our own work.
pub async fn work(what: What, order: &Order) -> Outcome<Told> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["work", what.name()]);
    told(command, &serde_json::to_vec(order)?).await
}

/// The JavaScript SDK on the same cloud: users only, into an array.
pub async fn javascript(cloud: &CloudProcess, select: &str) -> Outcome<Told> {
    let mut command = Command::new("node");
    command.args(["--max-old-space-size=8192", "read.mjs"]).current_dir(javascript_folder());
    let order = serde_json::json!({ "graph": cloud.cloud.graph, "token": cloud.access.graph, "select": select });
    told(command, &serde_json::to_vec(&order)?).await
}

/// Where the JavaScript program and its lock file lie.
pub fn javascript_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("js")
}

async fn told<T: DeserializeOwned>(mut command: Command, order: &[u8]) -> Outcome<T> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    child.stdin.take().ok_or("no input")?.write_all(order).await?;
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        return Err(format!("a measured process ended with {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
