//! The support bundle: made in memory, shown, and only then written, byte for byte as it was shown.

use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};
use store::{Among, ClientId, PlanRow, RunRecord};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Machine, client, log, plan, pseudonym::Pseudonyms};
use crate::{Engine, EngineError, write_private};

/// The newest runs of a client that go along.
const RUNS: usize = 20;
/// The first steps of a client's newest plan that go along.
const STEPS: usize = 2_000;

/// One file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name in the archive.
    pub name: &'static str,
    /// What is in it.
    pub about: &'static str,
    /// The whole of it.
    pub text: String,
}

/// What a person may hand to support: no name, address, domain, directory id or secret of anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Its files; the manifest first.
    pub parts: Vec<Part>,
}

impl Engine {
    /// Makes a bundle and keeps it in memory, to be shown; [`Engine::bundle_write`] writes this one.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn bundle_make(&self, machine: &Machine) -> Result<Arc<Bundle>, EngineError> {
        let diagnostics = self.diagnostics(machine).await?;
        let statuses = self.clients().await?;
        let settings = self.settings().await?;
        let logs: Vec<PathBuf> = self.logs().into_iter().map(|(path, _)| path).collect();
        let made_at = self.now();
        let parts = self
            .stored(move |store| {
                // The key ends with this closure: nobody can ask again what stands for what.
                let names = Pseudonyms::new();
                let (mut clients, mut plans) = (Vec::new(), Vec::new());
                for status in &statuses {
                    let id = status.record.id;
                    let runs: Vec<RunRecord> = store.runs(id)?.into_iter().take(RUNS).collect();
                    clients.push(client::client(status, &store.options(id)?, &runs, &names));
                    if let Some(newest) = &status.plan {
                        let rows = first_rows(store, id, newest)?;
                        plans.push(plan::plan(&status.record.name, newest, &rows, &names));
                    }
                }
                let settings = json!({ "schema": store::SCHEMA, "settings": settings });
                Ok::<_, EngineError>(vec![
                    part("diagnostics.txt", "Versions, system, database and clients in numbers", diagnostics),
                    part("settings.json", "Settings of the program", pretty(&settings)),
                    part(
                        "clients.json",
                        "Each client: settings, counts, the last 20 runs and problems",
                        pretty(&json!(clients)),
                    ),
                    part("plans.json", "The newest plan of each client: its first 2,000 steps", pretty(&json!(plans))),
                    part(
                        "log.jsonl",
                        "The newest 5,000 lines of the log, values replaced",
                        log::safe_log(&logs, &names),
                    ),
                ])
            })
            .await?;
        let bundle = Arc::new(Bundle::new(parts, made_at));
        *self.0.bundle.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&bundle));
        Ok(bundle)
    }

    /// Writes the bundle that was shown last, or a new one where none was, into a file for its owner alone.
    ///
    /// # Errors
    /// [`EngineError::Output`]; those of [`Engine::bundle_make`].
    pub async fn bundle_write(&self, machine: &Machine, path: PathBuf) -> Result<(), EngineError> {
        let shown = self.0.bundle.lock().unwrap_or_else(PoisonError::into_inner).take();
        let bundle = match shown {
            Some(shown) => shown,
            None => self.bundle_make(machine).await?,
        };
        let unwritten = |error: &std::io::Error| EngineError::Output(error.to_string());
        let work = move || {
            let bytes = bundle.zip()?;
            write_private(&path, unwritten, |out| out.write_all(&bytes).map_err(|error| unwritten(&error)))
        };
        tokio::task::spawn_blocking(work).await?
    }
}

impl Bundle {
    fn new(parts: Vec<Part>, made_at: jiff::Timestamp) -> Self {
        let files: Vec<Value> = parts
            .iter()
            .map(|part| json!({ "name": part.name, "about": part.about, "bytes": part.text.len() }))
            .collect();
        let manifest = json!({
            "what": "Support bundle of Tenantry",
            "version": env!("CARGO_PKG_VERSION"),
            "made_at": made_at,
            "pseudonyms": "Names, addresses, domains, hosts and ids are replaced by a keyed hash. The same name has the \
                same pseudonym in this bundle only: the key was random and was never written.",
            "left_out": "Names, addresses, domains, directory ids, hosts, paths, error texts, reasons that people wrote, \
                sign-ins and every secret.",
            "files": files,
        });
        let manifest = part("manifest.json", "What is in the bundle, and what is not", pretty(&manifest));
        Self { parts: std::iter::once(manifest).chain(parts).collect() }
    }

    fn zip(&self) -> Result<Vec<u8>, EngineError> {
        let broken = |error: zip::result::ZipError| EngineError::Output(error.to_string());
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let how = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).unix_permissions(0o600);
        for part in &self.parts {
            archive.start_file(part.name, how).map_err(broken)?;
            archive.write_all(part.text.as_bytes()).map_err(|error| EngineError::Output(error.to_string()))?;
        }
        Ok(archive.finish().map_err(broken)?.into_inner())
    }
}

fn first_rows(
    store: &store::Store,
    client: ClientId,
    newest: &store::PlanRecord,
) -> Result<Vec<PlanRow>, store::StoreError> {
    store.plan(client, newest.id)?;
    store.plan_rows(newest.id, Among::All, None, u32::try_from(STEPS).unwrap_or(u32::MAX))
}

fn part(name: &'static str, about: &'static str, text: String) -> Part {
    Part { name, about, text }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
