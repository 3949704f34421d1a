//! Opening the core: data folder, cloud, vault.

use std::{
    collections::BTreeMap,
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use engine::{Clock, Cloud, Engine, EngineError, EngineOptions, Host, Vault};
use tokio_util::sync::CancellationToken;

use crate::{ask::Steps, dto::Problem};

/// As the name of a cloud: the practice cloud that the host starts.
pub const PRACTICE: &str = "practice";

/// Under this name secrets stand in the system's keyring.
const SERVICE: &str = "Tenantry";

/// Where secrets outlive the program.
#[derive(Clone)]
pub enum VaultChoice {
    /// The operating system's keyring.
    Keyring,
    /// Nowhere: they go with the program.
    Memory,
    /// An encrypted file in the data folder, opened with this passphrase.
    File(Secret),
}

/// A passphrase that is never shown.
pub type Secret = secrecy::SecretString;

impl fmt::Debug for VaultChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl VaultChoice {
    /// As an option names it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Memory => "memory",
            Self::File(_) => "file",
        }
    }
}

/// What the core is opened with.
#[derive(Debug, Clone)]
pub struct ApiOptions {
    /// Everything that is remembered lies below it.
    pub data_dir: PathBuf,
    /// Cloud of new clients: a cloud file, one of Microsoft's own names, or [`PRACTICE`]; `None`: global.
    pub cloud: Option<String>,
    /// Where secrets are kept.
    pub vault: VaultChoice,
    /// The host can start a practice cloud, and says so in *Add client*.
    pub offers_practice: bool,
}

/// The core as the outside sees it.
#[derive(Debug)]
pub struct Api {
    pub(crate) engine: Engine,
    pub(crate) vault_name: &'static str,
    pub(crate) offers_practice: bool,
    pub(crate) host: Arc<dyn Host>,
    /// What administrators sign in for at this moment (M8).
    pub(crate) steps: Mutex<Steps>,
    /// What was written for a person since the start, by its name as it was told.
    pub(crate) written: Mutex<BTreeMap<String, PathBuf>>,
    pub(crate) closing: CancellationToken,
}

impl Api {
    /// Opens the core.
    ///
    /// # Errors
    /// The folder is held or newer, the cloud is not known, the vault cannot be opened.
    pub async fn open(options: ApiOptions, host: Arc<dyn Host>) -> Result<Arc<Self>, Problem> {
        let ApiOptions { data_dir, cloud, vault, offers_practice } = options;
        let default_cloud = match cloud.as_deref() {
            None => None,
            Some(PRACTICE) => Some(host.practice_cloud().await.ok_or(EngineError::NoPractice)?),
            Some(name) => Some(Cloud::load(name).map_err(EngineError::from)?),
        };
        let vault_name = vault.name();
        let vault = match vault {
            VaultChoice::Keyring => Vault::keyring(SERVICE),
            VaultChoice::Memory => Ok(Vault::memory()),
            VaultChoice::File(passphrase) => Ok(Vault::file(data_dir.join("secrets.age"), passphrase)),
        };
        let vault = vault.map_err(|error| EngineError::from(engine::SignInError::from(error)))?;
        let clock = Clock::system();
        let engine = Engine::open(EngineOptions {
            data_dir,
            vault,
            default_cloud,
            host: Arc::clone(&host),
            clock,
            person: person(),
        })
        .await?;
        let (steps, written, closing) = (Mutex::default(), Mutex::default(), CancellationToken::new());
        Ok(Arc::new(Self { engine, vault_name, offers_practice, host, steps, written, closing }))
    }

    /// A damaged database was put aside when the core opened: where it is, and what was saved of it, in words (B6).
    #[must_use]
    pub fn damage(&self) -> Option<String> {
        let kept = self.engine.damaged_kept_as()?.display();
        let saved = match self.engine.salvage() {
            None => "Look at the clients before the next sync.".to_owned(),
            Some(saved) if saved.clients.is_empty() => "Nothing in it could be read; a new one was begun.".to_owned(),
            Some(saved) if saved.incomplete.is_empty() => format!("Saved from it: {}.", saved.clients.join(", ")),
            Some(saved) => format!(
                "Saved from it: {}; some of it could not be read, so they are paused until you have looked.",
                saved.clients.join(", ")
            ),
        };
        Some(format!("The database was damaged. It is kept as {kept}. {saved}"))
    }

    /// Synchronises connected clients by their schedules until [`Api::close`].
    pub async fn run_schedule(self: Arc<Self>) {
        tokio::join!(self.engine.run_schedule(self.closing.clone()), self.engine.watch_updates(self.closing.clone()));
    }

    /// Stops long work at its safe points and lets go of the data folder.
    pub async fn close(&self) {
        self.closing.cancel();
        self.engine.close().await;
    }
}

/// The account of the operating system; without a name of its own it is told apart from nobody.
fn person() -> String {
    let name = whoami::username().unwrap_or_default();
    if name.trim().is_empty() { "unknown".to_owned() } else { name }
}

/// The platform's data folder for this program.
#[must_use]
pub fn default_data_dir() -> Option<PathBuf> {
    dirs::data_dir().map(|base| base.join("tenantry"))
}
