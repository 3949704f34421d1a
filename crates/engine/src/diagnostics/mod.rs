//! W11: what the program can say about itself to somebody who helps: in numbers, without anybody's name.

mod bundle;
mod client;
mod log;
mod log_file;
mod plan;
mod pseudonym;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::{ClientStatus, Engine, EngineError};

pub use self::bundle::{Bundle, Part};
pub use self::log_file::LogFile;

/// The name of the program's own log in the data folder; older ones have a number after it.
pub const LOG: &str = "tenantry.log";

/// What only the outside of the engine knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Name and version of the operating system.
    pub system: String,
    /// Where secrets are kept: `keyring`, `file`, `memory`.
    pub vault: &'static str,
}

impl Engine {
    /// Versions, system, database and clients in numbers, to be pasted into a message: no address, no name, no token,
    /// no path.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn diagnostics(&self, machine: &Machine) -> Result<String, EngineError> {
        let clients = self.clients().await?;
        let (database, logs) = (self.bytes_of(&["tenantry.db", "tenantry.db-wal"]), self.logs());
        let mut text = format!("Tenantry {}\n", env!("CARGO_PKG_VERSION"));
        let mut line = |name: &str, value: String| {
            let _ = writeln!(text, "{name}: {value}");
        };
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        line("Build", format!("{os} {arch}{}", if cfg!(debug_assertions) { ", debug" } else { "" }));
        line("System", machine.system.clone());
        line("Web view", self.0.host.web_view().unwrap_or_else(|| "none".to_owned()));
        line("Secrets", machine.vault.to_owned());
        line("Database", format!("{}, schema {}", size(database), store::SCHEMA));
        line("Damaged database put aside", yes(self.damaged_kept_as().is_some()));
        line("Log", format!("{} in {} files", size(logs.iter().map(|(_, bytes)| bytes).sum()), logs.len()));
        line("Updates", self.update_words());
        line("Time", self.now().round(jiff::Unit::Second).unwrap_or(self.now()).to_string());
        line("Clients", clients.len().to_string());
        for (name, count) in counts(&clients) {
            line(&format!("  {name}"), count.to_string());
        }
        Ok(text)
    }

    /// The log files that are there, oldest first, with their sizes.
    pub(crate) fn logs(&self) -> Vec<(PathBuf, u64)> {
        let paths = log_file::every(&self.0.data_dir.join(LOG));
        paths.into_iter().rev().filter_map(|path| Some((path.clone(), path.metadata().ok()?.len()))).collect()
    }

    fn bytes_of(&self, names: &[&str]) -> u64 {
        names.iter().filter_map(|name| Some(self.0.data_dir.join(name).metadata().ok()?.len())).sum()
    }

    /// Opens the data folder in the desktop's file manager.
    ///
    /// # Errors
    /// [`EngineError::FolderNotOpened`].
    pub fn data_folder_open(&self) -> Result<(), EngineError> {
        self.folder_open(&self.0.data_dir)
    }

    /// Opens a folder in the desktop's file manager.
    ///
    /// # Errors
    /// [`EngineError::FolderNotOpened`].
    pub fn folder_open(&self, folder: &Path) -> Result<(), EngineError> {
        self.0.host.open_folder(folder).map_err(EngineError::FolderNotOpened)
    }
}

/// Clients in numbers, by what is so with them.
fn counts(clients: &[ClientStatus]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let mut add = |name: &str, count: u64| *counts.entry(name.to_owned()).or_insert(0) += count;
    for client in clients {
        add("connected", u64::from(client.receipt.is_some()));
        add("in practice", u64::from(client.practice));
        add("paused", u64::from(client.record.paused));
        add("whose last sync failed", u64::from(client.problem.is_some()));
        add("with steps held", u64::from(client.plan.as_ref().is_some_and(|plan| plan.held > 0)));
        add(&format!("with a gateway of the kind {}", client::gateway_kind(&client.record.gateway)), 1);
        add("domains selected, in all", client.domains_selected.into());
        add("mailboxes in scope, in all", client.in_scope.into());
        if let Some(problem) = &client.problem {
            add(&format!("problem {}", pseudonym::code(&problem.code)), 1);
        }
    }
    counts
}

fn size(bytes: u64) -> String {
    #[allow(clippy::cast_precision_loss, reason = "it is rounded to a tenth anyway")]
    let mega = bytes as f64 / 1e6;
    format!("{mega:.1} MB")
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}
