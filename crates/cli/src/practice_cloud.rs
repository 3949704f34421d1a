//! `tenantryctl practice`: the practice cloud as a process of its own, with its cloud file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use api::dto::{Exit, Problem};
use practice::{Options, Practice};
use serde_json::json;

use crate::output::{Ended, Output};

/// Runs until it is interrupted. The first line names port and cloud file.
pub async fn run(data_dir: &Path, options: Options, output: &mut Output) -> Result<Exit, Ended> {
    let practice = Practice::start(options).await.map_err(|error| {
        problem(format!("The practice cloud does not start: {error}."), "Choose another --port, or none.")
    })?;
    let file = write_cloud_file(data_dir, &practice)?;
    let told = json!({
        "cloud_file": file,
        "port": practice.port(),
        "tenant_domain": practice.tenant_domain(),
        "tenant_id": practice.tenant_id(),
        "control": format!("http://127.0.0.1:{}/practice/control", practice.port()),
        "control_secret": practice.control_secret(),
        "panel": { "url": practice.panel_url(), "accounts": practice.panel_accounts() },
    });
    if output.is_json() {
        output.at_once(&told.to_string())?;
    } else {
        output.at_once(&format!(
            "The practice cloud answers on port {}. Its tenant is {}.\nUse it with: --cloud {}\n\
             It holds a mail filter's panel as well, as mail-assure:{url}; who may use it says {url}/.\nPress Ctrl+C to end it.",
            practice.port(),
            practice.tenant_domain(),
            file.display(),
            url = practice.panel_url(),
        ))?;
    }
    let waited = tokio::signal::ctrl_c().await;
    practice.stop().await;
    waited?;
    Ok(Exit::Done)
}

fn write_cloud_file(data_dir: &Path, practice: &Practice) -> Result<PathBuf, Ended> {
    let file = data_dir.join("practice-cloud.json");
    let text = serde_json::to_string_pretty(&practice.cloud()).map_err(std::io::Error::from)?;
    let written = fs::create_dir_all(data_dir).and_then(|()| fs::write(&file, text));
    written.map_err(|error| {
        problem(format!("{} cannot be written: {error}.", file.display()), "Choose another --data-dir.")
    })?;
    Ok(std::path::absolute(&file)?)
}

fn problem(message: String, hint: &str) -> Problem {
    Problem {
        code: "practice".to_owned(),
        message,
        hints: vec![hint.to_owned()],
        detail: None,
        facts: std::collections::BTreeMap::new(),
        exit: Exit::Other,
    }
}
