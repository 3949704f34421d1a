//! What the program says about itself, the support bundle, and newer versions (W11).

use std::path::{Path, PathBuf};

use engine::Machine;

use crate::{
    Api,
    dto::{BundleView, Diagnostics, FileWritten, Problem, UpdateView},
    view,
};

impl Api {
    /// Versions, system, database and clients in numbers.
    pub async fn diagnostics(&self, (): ()) -> Result<Diagnostics, Problem> {
        Ok(Diagnostics { text: self.engine.diagnostics(&self.machine()).await? })
    }

    /// Makes a support bundle to be looked at; nothing is written.
    pub async fn support_bundle_look(&self, (): ()) -> Result<BundleView, Problem> {
        Ok(view::bundle(&*self.engine.bundle_make(&self.machine()).await?))
    }

    /// Writes the bundle that was looked at into the person's folder for downloads.
    pub async fn support_bundle(&self, (): ()) -> Result<FileWritten, Problem> {
        let path = self.free_name(&format!("tenantry-support-{}", self.engine.now().strftime("%Y-%m-%d")), "zip")?;
        self.write_support_bundle(&path).await?;
        Ok(FileWritten { path: self.written(&path) })
    }

    /// Writes a support bundle to a place that a script names.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn write_support_bundle(&self, path: &Path) -> Result<PathBuf, Problem> {
        self.engine.bundle_write(&self.machine(), path.to_owned()).await?;
        Ok(path.to_owned())
    }

    /// Opens the data folder in the desktop's file manager.
    pub async fn data_folder_open(&self, (): ()) -> Result<(), Problem> {
        Ok(self.engine.data_folder_open()?)
    }

    /// What is known of newer versions; asks nobody.
    pub async fn update_state(&self, (): ()) -> Result<UpdateView, Problem> {
        Ok(view::update(self.engine.update_state()))
    }

    /// Asks for newer versions, by a person's wish.
    pub async fn update_check(&self, (): ()) -> Result<UpdateView, Problem> {
        Ok(view::update(self.engine.update_check().await?))
    }

    /// Opens the page of the newer version in the browser.
    pub async fn update_page_open(&self, (): ()) -> Result<(), Problem> {
        Ok(self.engine.update_page_open()?)
    }

    fn machine(&self) -> Machine {
        Machine { system: whoami::distro().unwrap_or_else(|_| "unknown".to_owned()), vault: self.vault_name }
    }
}
