//! What is written for a person: under a name that is free, and shown in its folder.

use std::{
    path::{Path, PathBuf},
    sync::PoisonError,
};

use engine::ClientId;

use crate::{
    Api,
    dto::{FileWritten, Problem},
    view::usage,
};

impl Api {
    /// A name that is free in the folder for downloads; where the system has none, in the data folder.
    pub(crate) async fn free_download(&self, client: u32, what: &str, ending: &str) -> Result<PathBuf, Problem> {
        let name = self.engine.client(ClientId(client)).await?.record.name;
        let plain: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        self.free_name(&format!("{plain}-{what}"), ending)
    }

    /// The same for what is not a client's.
    pub(crate) fn free_name(&self, name: &str, ending: &str) -> Result<PathBuf, Problem> {
        let folder = dirs::download_dir().filter(|folder| folder.is_dir());
        let folder = folder.unwrap_or_else(|| self.engine.data_dir().to_owned());
        // A folder has no ending.
        let ending = if ending.is_empty() { String::new() } else { format!(".{ending}") };
        let named = |number: u32| match number {
            1 => folder.join(format!("{name}{ending}")),
            _ => folder.join(format!("{name}-{number}{ending}")),
        };
        let free = (1..1000).map(named).find(|path| !path.exists());
        free.ok_or_else(|| usage(format!("{} has no free name", folder.display()), "Clear out old exports there."))
    }

    /// Tells the name of what was written. From now on the page may have it shown: it names no folder that was not written
    /// to for it.
    pub(crate) fn written(&self, path: &Path) -> String {
        let name = path.display().to_string();
        self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), path.to_owned());
        name
    }

    /// Opens the folder of what was written since the start in the desktop's file manager.
    pub async fn written_show(&self, request: FileWritten) -> Result<(), Problem> {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner).get(&request.path).cloned();
        let path = written.ok_or_else(|| {
            usage(format!("{} was not written since the start", request.path), "Open it in the file manager.")
        })?;
        let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(&path) };
        Ok(self.engine.folder_open(folder)?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use engine::{Event, Host};

    use super::*;
    use crate::{ApiOptions, VaultChoice};

    #[derive(Debug, Default)]
    struct FileManager(Mutex<Vec<PathBuf>>);

    impl Host for FileManager {
        fn emit(&self, _event: Event) {}

        fn open_url(&self, _url: &str) -> Result<(), String> {
            Ok(())
        }

        fn open_folder(&self, folder: &Path) -> Result<(), String> {
            self.0.lock().unwrap().push(folder.to_owned());
            Ok(())
        }
    }

    #[tokio::test]
    async fn w11_the_page_has_only_folders_shown_that_were_written_to_for_it() {
        let home = tempfile::tempdir().unwrap();
        let desktop = Arc::new(FileManager::default());
        let options = ApiOptions {
            data_dir: home.path().join("data"),
            cloud: None,
            vault: VaultChoice::Memory,
            offers_practice: false,
        };
        let api = Api::open(options, desktop.clone()).await.unwrap();
        let (file, pack) = (home.path().join("plan.csv"), home.path().join("hand-over"));
        std::fs::create_dir(&pack).unwrap();
        let shown = |path: &Path| api.written_show(FileWritten { path: path.display().to_string() });
        let named = api.free_name("plan", "csv").unwrap();
        for unwritten in [&file, &named] {
            assert_eq!(shown(unwritten).await.unwrap_err().code, "usage");
        }
        for path in [&file, &pack] {
            assert_eq!(api.written(path), path.display().to_string());
            shown(path).await.unwrap();
        }
        assert_eq!(shown(home.path()).await.unwrap_err().code, "usage");
        assert_eq!(*desktop.0.lock().unwrap(), [home.path(), &pack]);
    }
}
