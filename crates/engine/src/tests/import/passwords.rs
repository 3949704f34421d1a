//! B7: an archive's password is in the vault as long as an import has its address, and no longer, whatever happened meanwhile.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use store::ImportId;

use super::stage::{Import, SOMEBODY};
use crate::import::password_key;
use crate::tests::stage::{DEADLINE, PERSON, cloud};
use crate::{Engine, EngineError, EngineOptions, ImportMailboxes, ImportWish, Vault};

/// An import whose vault is a file, which something may be in the way of.
struct Desk(Import);

impl Desk {
    async fn new() -> Self {
        let mut desk = Self(Import::without_app().await);
        desk.start_again().await;
        desk
    }

    fn vault(&self) -> PathBuf {
        self.0.root().join("secrets.age")
    }

    async fn start_again(&mut self) {
        let vault = Vault::file(self.vault(), "passphrase".to_owned().into());
        let stage = &mut self.0.stage;
        stage.engine.close().await;
        let options = EngineOptions {
            data_dir: stage.dir.path().to_owned(),
            vault,
            default_cloud: Some(cloud(&stage.practice)),
            host: Arc::clone(&stage.host) as _,
            clock: stage.hand.clock(),
            person: PERSON.to_owned(),
        };
        stage.engine = Engine::open(options).await.unwrap();
    }

    /// What is in the vault can be read, and nothing be written or deleted.
    fn lock(&self) {
        drop(fs::rename(self.vault(), self.0.root().join("aside")));
        fs::create_dir_all(self.vault().join("in the way")).unwrap();
    }

    fn unlock(&self) {
        fs::remove_dir_all(self.vault()).unwrap();
        drop(fs::rename(self.0.root().join("aside"), self.vault()));
    }

    /// Begins the import at one of its archive's ports.
    async fn begin(&self, port: u16, password: Option<&str>) -> Result<ImportId, EngineError> {
        let somebody = ImportMailboxes::These(vec![SOMEBODY.to_owned()]);
        let password = password.map(|password| password.to_owned().into());
        let wish = ImportWish { sink: address(port), password, ..self.0.wish(somebody) };
        self.0.stage.engine.import_start(self.0.client, wish).await
    }

    /// Whether there is a password for it.
    async fn has(&self, port: u16) -> bool {
        let key = password_key(self.0.client, &address(port));
        self.0.stage.engine.vault().get(&key).await.unwrap().is_some()
    }

    fn database(&self, sql: &str) {
        Connection::open(self.0.stage.dir.path().join("tenantry.db")).unwrap().execute_batch(sql).unwrap();
    }
}

fn address(port: u16) -> String {
    format!("smtp://tess@127.0.0.1:{port}?to=journal@archive.example&tls=none")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b7_what_the_vault_or_the_database_refuses_leaves_neither_an_import_nor_a_password() {
    let desk = Desk::new().await;
    let engine = &desk.0.stage.engine;
    desk.lock();
    let refused = desk.begin(1, Some("secret")).await.unwrap_err().fault();
    assert_eq!(refused.code, "vault-file", "{refused:?}");
    assert!(engine.imports(desk.0.client).await.unwrap().is_empty());
    desk.unlock();
    desk.database(
        "CREATE TRIGGER refuses BEFORE INSERT ON import_mailbox BEGIN SELECT raise(ABORT, 'the program ends here'); END",
    );
    desk.begin(2, Some("secret")).await.unwrap_err();
    assert!(engine.imports(desk.0.client).await.unwrap().is_empty());
    assert!(!desk.has(2).await);
    desk.database("DROP TRIGGER refuses");
    let job = desk.begin(2, Some("secret")).await.unwrap();
    assert!(desk.has(2).await);
    // It goes on at another address, and at the one that it has after all.
    engine.stored(move |store| store.import_resume(job, jiff::Timestamp::UNIX_EPOCH)).await.unwrap();
    assert_eq!(desk.begin(3, Some("other")).await.unwrap(), job);
    assert!(desk.has(2).await && desk.has(3).await, "both count");
    assert_eq!(desk.begin(2, None).await.unwrap(), job);
    assert!(desk.has(2).await && !desk.has(3).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b7_a_password_that_could_not_be_deleted_goes_with_the_next_start_or_with_its_client() {
    let mut desk = Desk::new().await;
    let job = desk.begin(1, Some("secret")).await.unwrap();
    desk.lock();
    assert_eq!(desk.begin(2, None).await.unwrap(), job, "what the vault keeps for now is no reason to refuse it");
    assert!(desk.has(1).await);
    desk.unlock();
    desk.start_again().await;
    let gone = async {
        while desk.has(1).await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DEADLINE, gone).await.expect("the start deletes it");

    assert_eq!(desk.begin(3, Some("third")).await.unwrap(), job);
    desk.lock();
    assert_eq!(desk.begin(4, None).await.unwrap(), job);
    desk.unlock();
    assert!(desk.has(3).await);
    desk.0.stage.engine.remove_client(desk.0.client).await.unwrap();
    assert!(!desk.has(3).await);
}
