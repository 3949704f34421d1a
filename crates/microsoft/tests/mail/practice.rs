//! The whole way against the practice cloud: registered, proved by signature, read to the last message, removed.

use std::{collections::BTreeMap, fmt, sync::Arc};

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use futures_util::{StreamExt, stream};
use microsoft::{
    Audience, Directory, Endpoints, TokenFailure, TokenSource,
    mail::{App, AppObject, Listed, Mail, MailItemError, Next, Reach, Registrar, Removed},
};
use practice::{Consent, Options, Person, Practice};
use secrecy::SecretString;
use signin::{AccessToken, AppKey, AppTokens, Certificate, Identity, TenantFound, Vault};
use tokio_util::sync::CancellationToken;

use super::common::AT_ONCE;

const GRAPH: &str = "https://graph.microsoft.com";
const NAME: &str = "Tenantry mail import";

/// The token of whoever signed in for a step.
#[derive(Debug)]
struct Once(AccessToken);

#[async_trait]
impl TokenSource for Once {
    async fn bearer(&self, _: Audience, _: Option<&str>) -> Result<SecretString, TokenFailure> {
        Ok(self.0.secret.clone())
    }
}

#[derive(Debug)]
struct Application(AppTokens);

#[async_trait]
impl TokenSource for Application {
    async fn bearer(&self, _: Audience, refused: Option<&str>) -> Result<SecretString, TokenFailure> {
        let refused = refused.map(|text| AccessToken { secret: SecretString::from(text), expires_at: 0 });
        let token = self.0.token(GRAPH, refused.as_ref()).await;
        Ok(token.map_err(|error| TokenFailure { message: error.to_string(), source: Box::new(error) })?.secret)
    }
}

struct Scene {
    practice: Practice,
    identity: Arc<Identity>,
    tenant: TenantFound,
    vault: Arc<Vault>,
    certificate: Certificate,
}

impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scene")
    }
}

async fn scene() -> Scene {
    let practice = Practice::start(Options::default()).await.unwrap();
    let cloud = practice.cloud();
    let identity = Identity::new(signin::http_client().unwrap(), cloud.authority.parse().unwrap(), cloud.client_id);
    let tenant = identity.discover(practice.tenant_domain()).await.unwrap();
    let vault = Arc::new(Vault::memory());
    let now = jiff::Timestamp::now().as_second();
    let certificate = AppKey::make(&vault, "app", practice.tenant_id(), NAME, now, 30).await.unwrap();
    Scene { practice, identity: Arc::new(identity), tenant, vault, certificate }
}

impl Scene {
    fn endpoints(&self) -> Endpoints {
        let cloud = self.practice.cloud();
        Endpoints { graph: cloud.graph.parse().unwrap(), exchange: cloud.exchange.parse().unwrap() }
    }

    async fn registrar(&self) -> Registrar {
        let pending = self.identity.begin_elevation(&self.tenant, GRAPH, None).await.unwrap();
        let account = format!("admin@{}", self.practice.tenant_domain());
        let person = Person { account, consent: Consent::Accept };
        let url = pending.authorize_url().to_string();
        let (by, played) = tokio::join!(pending.wait(CancellationToken::new()), practice::play(&url, &person));
        played.unwrap();
        let tokens = Arc::new(Once(by.unwrap().access));
        let tenant = self.practice.tenant_id().parse().unwrap();
        let directory = Directory::new(microsoft::client().unwrap(), self.endpoints(), tenant, tokens);
        Registrar::new(directory.with_patience(AT_ONCE))
    }

    async fn register(&self) -> App {
        let registrar = self.registrar().await;
        let Certificate { der, thumbprint_sha256, .. } = &self.certificate;
        let made = registrar.make(NAME, der, thumbprint_sha256).await.unwrap();
        assert_eq!(registrar.registered(NAME, thumbprint_sha256).await.unwrap(), std::slice::from_ref(&made));
        let app = registrar.with_account(made.clone()).await.unwrap();
        assert_eq!(registrar.with_account(made).await.unwrap(), app);
        app
    }

    fn mail(&self, app: &App) -> Mail {
        let (identity, vault) = (Arc::clone(&self.identity), Arc::clone(&self.vault));
        let tokens = AppTokens::new(identity, self.tenant.clone(), vault, "app".into(), app.app_id.clone());
        let tokens = Arc::new(Application(tokens.with_wait(std::time::Duration::ZERO)));
        let tenant = self.practice.tenant_id().parse().unwrap();
        Mail::new(microsoft::client().unwrap(), self.endpoints(), tenant, tokens).with_patience(AT_ONCE)
    }
}

/// Every message by its id: the path of its folder.
async fn list(mail: &Mail, mailbox: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for folder in mail.folders(mailbox).await.unwrap() {
        let (mut link, before) = (None, all.len());
        loop {
            let page = mail.list(mailbox, &folder.id, link.as_deref()).await.unwrap();
            for listed in page.messages {
                let Listed::Present(header) = listed else { panic!("{listed:?}") };
                assert_eq!(header.folder, folder.id);
                assert!(header.size.is_some() && header.received.is_some(), "{header:?}");
                all.insert(header.id, folder.path.clone());
            }
            match page.next {
                Next::Page(next) => link = Some(next),
                Next::Delta(_) => break,
            }
        }
        assert_eq!((all.len() - before) as u64, folder.total, "{}", folder.path);
    }
    all
}

#[tokio::test]
async fn s1_every_message_of_a_mailbox_is_read_as_it_is_and_within_what_microsoft_allows() {
    let scene = scene().await;
    let app = scene.register().await;
    let mailbox = scene.practice.mailboxes()[0].0.clone();
    scene.registrar().await.grant_mail_read(&app).await.unwrap();
    let mail = scene.mail(&app);
    assert_eq!(mail.reachable(&mailbox).await.unwrap(), Reach::Yes);
    let listed = list(&mail, &mailbox).await;
    let truth = scene.practice.mail_truth(&mailbox).unwrap();
    let expected: BTreeMap<_, _> = truth.iter().map(|one| (one.id.clone(), one.folder.clone())).collect();
    assert_eq!(listed, expected);
    let read = stream::iter(&truth).map(|one| {
        let (mail, mailbox) = (&mail, &mailbox);
        async move {
            let mut got = Vec::new();
            let outcome = mail.mime(mailbox, &one.id, &mut got).await;
            let hash: String = digest(&SHA256, &got).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
            match (outcome, &one.mime) {
                (Ok(bytes), Some(expected)) => assert_eq!((bytes, hash.as_str()), (expected.0, expected.1.as_str())),
                (Err(MailItemError::Unreadable { .. }), None) => {}
                (outcome, expected) => panic!("{outcome:?}, not {expected:?}: {one:?}"),
            }
        }
    });
    read.buffer_unordered(12).collect::<Vec<()>>().await;
    let counts = scene.practice.mail_counts();
    let ours = counts.iter().find(|counts| counts.mailbox == mailbox).unwrap();
    assert!(ours.most_at_once <= 3 && ours.over_at_once == 0 && ours.over_requests == 0, "{ours:?}");
}

#[tokio::test]
async fn m8_without_the_permission_the_application_reads_nothing_and_removal_leaves_nothing() {
    let scene = scene().await;
    let app = scene.register().await;
    let mailbox = scene.practice.mailboxes()[0].0.clone();
    let reach = scene.mail(&app).reachable(&mailbox).await.unwrap();
    assert!(matches!(reach, Reach::NoPermission { .. }), "{reach:?}");
    scene.practice.scope_app(&app.app_id, Some(&[scene.practice.mailboxes()[1].1.clone()])).unwrap();
    let reach = scene.mail(&app).reachable(&mailbox).await.unwrap();
    assert!(matches!(reach, Reach::OutOfScope { .. }), "{reach:?}");
    assert_eq!(scene.mail(&app).reachable(&scene.practice.mailboxes()[1].0).await.unwrap(), Reach::Yes);
    let registrar = scene.registrar().await;
    let (account, registration) =
        (AppObject::Account(&app.service_principal_id), AppObject::Registration(&app.object_id));
    for came in [Removed::ForGood, Removed::NotFound] {
        assert_eq!(registrar.remove(account).await.unwrap(), came);
        assert_eq!(registrar.remove(registration).await.unwrap(), came);
    }
    assert!(scene.practice.registered_apps().is_empty(), "{:?}", scene.practice.registered_apps());
    assert!(scene.mail(&app).reachable(&mailbox).await.is_err());
}
