//! A practice cloud, an identity that talks to it, and a person at the browser.

use std::sync::Arc;

use practice::{Consent, Options, Person, PlayOutcome, Practice};
use signin::{Identity, Pending, SignInError, SignInRequest, SignedIn, TenantFound};
use tokio_util::sync::CancellationToken;

pub const GRAPH: &str = "https://graph.microsoft.com";
pub const EXCHANGE: &str = "https://outlook.office365.com";

pub struct Scene {
    pub practice: Practice,
    pub identity: Arc<Identity>,
    pub tenant: TenantFound,
}

pub async fn scene() -> Scene {
    let practice = Practice::start(Options::default()).await.unwrap();
    let identity = Arc::new(identity_at(&practice));
    let tenant = identity.discover(practice.tenant_domain()).await.unwrap();
    Scene { practice, identity, tenant }
}

pub fn identity_at(practice: &Practice) -> Identity {
    let cloud = practice.cloud();
    let authority = cloud.authority.parse().unwrap();
    Identity::new(signin::http_client().unwrap(), authority, cloud.client_id)
}

pub fn request() -> SignInRequest {
    SignInRequest::new(signin::scopes(GRAPH, EXCHANGE), format!("{GRAPH}/.default"))
}

pub fn person(account: &str, consent: Consent) -> Person {
    Person { account: account.to_owned(), consent }
}

impl Scene {
    pub fn admin(&self) -> Person {
        let account = format!("admin@{}", self.practice.tenant_domain());
        person(&account, Consent::Accept)
    }

    pub async fn begin(&self) -> Pending {
        self.identity.begin(&self.tenant, request()).await.unwrap()
    }

    /// A person signs in at the practice pages while the program waits.
    pub async fn play(&self, who: &Person) -> (Result<SignedIn, SignInError>, PlayOutcome) {
        let pending = self.begin().await;
        let url = pending.authorize_url().to_string();
        let (outcome, played) = tokio::join!(pending.wait(CancellationToken::new()), practice::play(&url, who));
        (outcome, played.unwrap())
    }

    pub async fn sign_in(&self) -> SignedIn {
        let (outcome, _) = self.play(&self.admin()).await;
        outcome.unwrap()
    }

    /// How often the token endpoint was asked.
    pub fn token_requests(&self) -> u64 {
        let requests = self.practice.requests();
        let hits = requests.iter().filter(|(line, _)| line.ends_with("/oauth2/v2.0/token"));
        hits.map(|(_, count)| count).sum()
    }

    /// The client takes every consent back.
    pub async fn forget_consent(&self) {
        let url = format!("{}/practice/control/forget-consent", self.practice.cloud().authority);
        let control = signin::http_client().unwrap().post(url);
        let answer = control.header("x-practice-secret", self.practice.control_secret()).send().await;
        assert_eq!(answer.unwrap().status(), 204);
    }
}
