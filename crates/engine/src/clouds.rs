//! The clouds that clients live in: given now, Microsoft's own, or remembered from an earlier start.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::{Cloud, CloudError, Host};

/// Finds clouds by name.
#[derive(Debug)]
pub(crate) struct Clouds {
    folder: PathBuf,
    host: Arc<dyn Host>,
    /// Given in this start, or by the host; wins over what was remembered.
    given: Mutex<BTreeMap<String, Cloud>>,
}

impl Clouds {
    pub(crate) fn new(data: &Path, host: Arc<dyn Host>) -> Self {
        Self { folder: data.join("clouds"), host, given: Mutex::default() }
    }

    /// Takes a cloud and its national siblings for this start, and remembers them for later ones unless they are
    /// built in.
    pub(crate) fn give(&self, cloud: Cloud) -> Result<Cloud, CloudError> {
        let cloud = cloud.checked()?;
        for member in cloud.clone().family() {
            if Cloud::built_in(&member.name).is_none() {
                self.remember(&member)?;
            }
            self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(member.name.clone(), member);
        }
        Ok(cloud)
    }

    /// What is known of a cloud without starting anything; the newest word wins.
    pub(crate) fn known(&self, name: &str) -> Option<Cloud> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        given.or_else(|| Cloud::built_in(name)).or_else(|| Cloud::read(&self.file(name)).ok())
    }

    /// A cloud that answers: a remembered practice cloud is started anew where the host offers one.
    pub(crate) async fn live(&self, name: &str) -> Option<Cloud> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner).contains_key(name);
        let known = self.known(name);
        if !given && known.as_ref().is_some_and(Cloud::is_practice) && self.practice().await.is_some() {
            return self.known(name);
        }
        known
    }

    /// The host's practice cloud, started if need be.
    pub(crate) async fn practice(&self) -> Option<Cloud> {
        let cloud = self.host.practice_cloud().await?;
        self.give(cloud).inspect_err(|error| tracing::warn!(%error, "the practice cloud was not taken")).ok()
    }

    /// Whole or not at all, and only when it differs: a full disk takes nothing away.
    fn remember(&self, cloud: &Cloud) -> Result<(), CloudError> {
        let path = self.file(&cloud.name);
        let not_kept = |cause: std::io::Error| CloudError::NotKept { path: path.display().to_string(), cause };
        let text = serde_json::to_string_pretty(cloud).map_err(|error| not_kept(error.into()))?;
        if std::fs::read_to_string(&path).is_ok_and(|known| known == text) {
            return Ok(());
        }
        std::fs::create_dir_all(&self.folder).map_err(not_kept)?;
        let new = path.with_extension("new");
        std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, &path)).map_err(not_kept)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }
}
