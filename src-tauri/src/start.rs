//! How the program was started: its arguments, its data folder, its log.

use std::{
    ffi::OsString,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Mutex,
};

use api::{ApiOptions, LogFile, VaultChoice};

const USAGE: &str =
    "usage: tenantry [--data-dir DIR] [--cloud FILE_OR_NAME] [--practice] [--vault keyring|memory] [--open LINK]";

/// How the program was started.
#[derive(Debug)]
pub struct Start {
    /// What the core is opened with.
    pub options: ApiOptions,
    /// The page that a link asks for.
    pub page: Option<String>,
    /// Folder, cloud or vault were named, and not only a page.
    named: bool,
}

impl Start {
    /// What the window shows.
    pub fn shows(&self) -> Shows {
        let ApiOptions { data_dir, cloud, vault, .. } = &self.options;
        Shows { data_dir: data_dir.clone(), cloud: cloud.clone(), vault: vault.name() }
    }

    /// Whether it asks by name for other than what a window shows. The icon and links are for the one that is open.
    pub fn is_for_another(&self, window: &Shows) -> bool {
        self.named && self.shows() != *window
    }
}

/// What a window was opened for.
#[derive(Debug, PartialEq, Eq)]
pub struct Shows {
    data_dir: PathBuf,
    cloud: Option<String>,
    vault: &'static str,
}

/// Reads the arguments of a start in the folder `at`; `TENANTRY_CLOUD` names the cloud where `--cloud` does not.
pub fn read(arguments: impl Iterator<Item = OsString>, at: &Path) -> Result<Start, String> {
    let (mut page, mut named) = (None, false);
    let mut options = ApiOptions {
        data_dir: api::default_data_dir().ok_or("There is no home folder; name a data folder with --data-dir.")?,
        cloud: std::env::var("TENANTRY_CLOUD").ok().filter(|name| !name.is_empty()),
        vault: VaultChoice::Keyring,
        offers_practice: true,
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().and_then(|v| v.into_string().ok()).ok_or_else(|| USAGE.to_owned());
        match argument.to_str() {
            Some("--data-dir") => options.data_dir = at.join(value()?),
            Some("--cloud") => options.cloud = Some(value()?),
            Some("--practice") => options.cloud = Some(api::PRACTICE.to_owned()),
            Some("--vault") => {
                options.vault = match value()?.as_str() {
                    "keyring" => VaultChoice::Keyring,
                    "memory" => VaultChoice::Memory,
                    _ => return Err(USAGE.to_owned()),
                }
            }
            Some("--open") => {
                page = Some(link(&value()?)?);
                continue;
            }
            // The desktop hands a link over as the only argument.
            Some(word) if word.starts_with(api::SCHEME) => {
                page = Some(link(word)?);
                continue;
            }
            _ => return Err(USAGE.to_owned()),
        }
        named = true;
    }
    Ok(Start { options, page, named })
}

/// The page of a link; the link itself is not repeated, whoever wrote it.
fn link(link: &str) -> Result<String, String> {
    let refused = "A link looks like tenantry://client/3 or tenantry://client/3/changes.";
    api::page_of_link(link).ok_or_else(|| refused.to_owned())
}

/// Says on the terminal why there is no window.
pub fn complain(text: &str) {
    // Started without a terminal there is nowhere to say it.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Writes the program's own log, without addresses and secrets; without a folder for it there is none.
pub fn log(folder: &Path) {
    if let Ok(file) = LogFile::open(folder.join(api::LOG)) {
        let filter = tracing_subscriber::EnvFilter::new("warn,tenantry=info");
        // As JSON, so that a bundle can tell our own words from values.
        let log = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(Mutex::new(file));
        // A second logger in one process would be a mistake of ours, not the person's.
        let _ = log.try_init();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(words: &[&str], at: &str) -> Start {
        read(words.iter().map(Into::into), Path::new(at)).unwrap()
    }

    #[test]
    fn w11_a_second_start_that_names_another_folder_cloud_or_vault_is_not_for_the_window_that_is_open() {
        let window = started(&["--data-dir", "/clients", "--vault", "memory"], "/").shows();
        for words in [&["--practice"][..], &["--data-dir", "/others"], &["--vault", "keyring"]] {
            assert!(started(words, "/").is_for_another(&window), "{words:?}");
        }
        let link = ["--data-dir", "/others", "tenantry://client/3"];
        assert!(started(&link, "/").is_for_another(&window), "client 3 of that folder is another");
    }

    #[test]
    fn w11_the_icon_a_link_and_the_same_options_once_more_are_for_the_window_that_is_open() {
        let window = started(&["--data-dir", "/clients", "--vault", "memory"], "/").shows();
        for words in [&[][..], &["tenantry://client/3"], &["--open", "tenantry://client/3"]] {
            assert!(!started(words, "/").is_for_another(&window), "{words:?}");
        }
        let same = started(&["--vault", "memory", "--data-dir", "clients"], "/");
        assert!(!same.is_for_another(&window), "a folder is named from where the start was");
    }
}
