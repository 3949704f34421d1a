//! How the program was started: its arguments, its data folder, its log.

use std::{
    ffi::OsString,
    io::Write as _,
    path::{Path, PathBuf},
};

use api::{ApiOptions, VaultChoice};

const USAGE: &str = "usage: tenantry [--data-dir DIR] [--cloud FILE_OR_NAME] [--practice] [--vault keyring|memory]";

/// Reads the arguments; `TENANTRY_CLOUD` names the cloud where `--cloud` does not.
pub fn read(arguments: impl Iterator<Item = OsString>) -> Result<ApiOptions, String> {
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
            Some("--data-dir") => options.data_dir = PathBuf::from(value()?),
            Some("--cloud") => options.cloud = Some(value()?),
            Some("--practice") => options.cloud = Some(api::PRACTICE.to_owned()),
            Some("--vault") => {
                options.vault = match value()?.as_str() {
                    "keyring" => VaultChoice::Keyring,
                    "memory" => VaultChoice::Memory,
                    _ => return Err(USAGE.to_owned()),
                }
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(options)
}

/// Says on the terminal why there is no window.
pub fn complain(text: &str) {
    // Started without a terminal there is nowhere to say it.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Writes the program's own log, without addresses and secrets; without a folder for it there is none.
pub fn log(path: &Path) {
    if let Ok(file) = std::fs::File::options().create(true).append(true).open(path) {
        let filter = tracing_subscriber::EnvFilter::new("warn,tenantry=info");
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(file);
        // A second logger in one process would be a mistake of ours, not the person's.
        let _ = log.try_init();
    }
}
