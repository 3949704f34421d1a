//! The host without a desktop: progress and logs go to standard error, addresses open in the browser.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::Mutex,
};

use api::{Cloud, Event, Host, dto};
use async_trait::async_trait;
use tracing_subscriber::EnvFilter;

/// A terminal, or a script's pipes.
#[derive(Debug)]
pub struct Console {
    progress: bool,
    /// The line of progress that stands on the terminal.
    shown: Mutex<bool>,
}

impl Console {
    /// Progress is shown to people only, and never with `--json`.
    pub fn new(json: bool) -> Self {
        Self { progress: !json && io::stderr().is_terminal(), shown: Mutex::new(false) }
    }

    /// Something to know besides the result, in whichever manner that is printed.
    pub fn warn(&self, words: &str) {
        self.clear();
        let _ = writeln!(io::stderr(), "{words}");
    }

    /// Takes the line of progress away.
    pub fn clear(&self) {
        if let Ok(mut shown) = self.shown.lock()
            && std::mem::take(&mut *shown)
        {
            // A terminal that is gone shows nothing anyway.
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

#[async_trait]
impl Host for Console {
    fn emit(&self, event: Event) {
        let dto::Event::Working { progress, .. } = dto::Event::from(event) else { return };
        if !self.progress {
            return;
        }
        let words = match progress.phase {
            dto::Phase::ReadingTenant => "reading the tenant",
            dto::Phase::ReadingGateway => "reading the gateway",
            dto::Phase::Planning => "planning",
            dto::Phase::Applying => "applying",
            dto::Phase::Verifying => "reading back",
        };
        let of = progress.total.map(|total| format!(" of {total}")).unwrap_or_default();
        if let Ok(mut shown) = self.shown.lock() {
            *shown = true;
            let _ = write!(io::stderr(), "\r\x1b[K{words}: {}{of}", progress.done);
        }
    }

    fn open_url(&self, url: &str) -> Result<(), String> {
        open::that_detached(url).map_err(|error| error.to_string())
    }

    /// The practice cloud is a command of its own here, in another process.
    async fn practice_cloud(&self) -> Option<Cloud> {
        None
    }
}

/// Logs go to standard error; addresses appear at debug only (B7).
pub fn log(verbose: u8) {
    let filter = match verbose {
        0 => "error",
        1 => "warn,tenantry_engine=info",
        _ => "info,tenantry_engine=debug,microsoft=debug,signin=debug,tenantry_gateway=debug,tenantry_store=debug",
    };
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(filter)).with_writer(io::stderr);
    // A second logger in one process would be a mistake of ours, not the person's.
    let _ = log.try_init();
}
