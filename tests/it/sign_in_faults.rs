//! M2, R11: whatever goes wrong in a sign-in, each with the words that a person reads.

use std::{sync::Arc, time::Duration};

use api::{
    Api, ApiOptions, Event, Host, VaultChoice,
    dto::{ClientAdd, ClientRef, Problem, SignInStart, SignInView, TenantQuery},
};
use engine::EngineError;
use practice::{Consent, Person, PlayOutcome, Practice, Refuse, RefuseAt, play};
use serde_json::{Value, json};
use signin::{Identity, SignInError, SignInRequest};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_util::sync::CancellationToken;
use url::Url;

/// Nobody: the address is taken from the sign-in itself.
#[derive(Debug)]
struct NoDesktop;

impl Host for NoDesktop {
    fn emit(&self, _: Event) {}

    fn open_url(&self, _: &str) -> Result<(), String> {
        Ok(())
    }
}

struct Scene {
    practice: Practice,
    api: Arc<Api>,
    client: u32,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let practice = Practice::start(practice::Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cloud.json");
        std::fs::write(&file, serde_json::to_string(&practice.cloud()).unwrap()).unwrap();
        let options = ApiOptions {
            data_dir: folder.path().join("data"),
            cloud: Some(file.display().to_string()),
            vault: VaultChoice::Memory,
            offers_practice: false,
        };
        let api = Api::open(options, Arc::new(NoDesktop)).await.unwrap();
        let add = ClientAdd {
            name: "Larkfield Foods".to_owned(),
            colour: None,
            tenant: Some(practice.tenant_domain().to_owned()),
            gateway: "local".to_owned(),
            gateway_user: None,
            gateway_password: None,
            practice: false,
        };
        let client = api.client_add(add).await.unwrap().row.id;
        Self { practice, api, client, _folder: folder }
    }

    /// Begins a sign-in and tells the address that the browser opens.
    async fn begin(&self) -> Url {
        let start = SignInStart { client: self.client, tenant: None, open_browser: false };
        match self.api.sign_in_start(start).await.unwrap() {
            SignInView::Waiting { authorize_url, .. } => authorize_url.parse().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    async fn ended(&self) -> Result<SignInView, Problem> {
        self.api.sign_in_ended(ClientRef { client: self.client }).await
    }

    /// A whole sign-in that fails: what the program says, and what the browser shows.
    async fn fails(&self, consent: Consent) -> (Problem, PlayOutcome) {
        let url = self.begin().await;
        let who = Person { account: "admin@larkfield.example".to_owned(), consent };
        let played = play(url.as_str(), &who).await.unwrap();
        (self.ended().await.unwrap_err(), played)
    }

    /// The next ID token says something else than the truth.
    fn next_token(&self, claim: &str, value: Value) {
        self.practice.configure(|s| s.next_token = Some([(claim.to_owned(), value)].into_iter().collect()));
    }

    /// A whole sign-in that succeeds after all.
    async fn succeeds(&self, url: &Url) {
        let who = Person { account: "admin@larkfield.example".to_owned(), consent: Consent::Accept };
        let played = play(url.as_str(), &who).await.unwrap();
        assert!(matches!(self.ended().await.unwrap(), SignInView::Done { .. }));
        assert!(played.page_text.contains("You can close this tab"), "{}", played.page_text);
    }

    fn identity(&self) -> Identity {
        let cloud = self.practice.cloud();
        Identity::new(signin::http_client().unwrap(), cloud.authority.parse().unwrap(), cloud.client_id)
    }

    /// How a sign-in with other limits than the program's ends.
    async fn limited(&self, change: impl FnOnce(&mut SignInRequest)) -> Result<signin::Pending, SignInError> {
        let graph = "https://graph.microsoft.com";
        let scopes = signin::scopes(graph, "https://outlook.office365.com");
        let mut request = SignInRequest::new(scopes, format!("{graph}/.default"));
        change(&mut request);
        let identity = self.identity();
        let tenant = identity.discover(self.practice.tenant_domain()).await.unwrap();
        identity.begin(&tenant, request).await
    }
}

/// What a person reads, as a page or a script has it.
fn words(problem: &Problem) -> String {
    let hints: String = problem.hints.iter().map(|hint| format!("\n- {hint}")).collect();
    format!("{} ({:?})\n{}{hints}", problem.code, problem.exit, problem.message)
}

fn in_words(error: SignInError) -> String {
    words(&Problem::from(EngineError::from(error)))
}

fn parameter(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(n, _)| n == name).unwrap().1.into_owned()
}

/// Where the browser would come back to, with this answer.
fn callback(url: &Url, answer: &[(&str, &str)]) -> Url {
    let mut back: Url = parameter(url, "redirect_uri").parse().unwrap();
    back.query_pairs_mut().extend_pairs(answer);
    back
}

/// Status and words of a page that the program itself shows.
async fn page(url: Url) -> String {
    let answer = reqwest::Client::new().get(url).send().await.unwrap();
    let status = answer.status();
    format!("{status}\n{}", read(&answer.text().await.unwrap()))
}

/// The text of a page, without its tags.
fn read(html: &str) -> String {
    let body = html.split_once("</title>").map_or(html, |(_, body)| body);
    let pieces = body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim());
    pieces.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn m2_a_wrong_state_is_not_used_and_the_sign_in_goes_on() {
    let scene = Scene::new().await;
    let url = scene.begin().await;
    let forged = callback(&url, &[("code", "forged"), ("state", "somebody-elses")]);
    insta::assert_snapshot!("wrong_state_page", page(forged).await);
    scene.succeeds(&url).await;
}

#[tokio::test]
async fn m2_a_wrong_state_is_told_when_the_right_one_never_comes() {
    let scene = Scene::new().await;
    let pending = scene.limited(|request| request.limit = Duration::from_millis(900)).await.unwrap();
    let forged = callback(pending.authorize_url(), &[("code", "forged"), ("state", "somebody-elses")]);
    let (ended, _) = tokio::join!(pending.wait(CancellationToken::new()), page(forged));
    insta::assert_snapshot!("wrong_state", in_words(ended.unwrap_err()));
}

#[tokio::test]
async fn m2_a_wrong_path_is_answered_and_the_sign_in_goes_on() {
    let scene = Scene::new().await;
    let url = scene.begin().await;
    let mut elsewhere = callback(&url, &[("code", "x"), ("state", &parameter(&url, "state"))]);
    elsewhere.set_path("/elsewhere");
    insta::assert_snapshot!("wrong_path_page", page(elsewhere).await);
    scene.succeeds(&url).await;
}

#[tokio::test]
async fn m2_a_second_callback_finds_the_sign_in_used() {
    let scene = Scene::new().await;
    let url = scene.begin().await;
    let state = parameter(&url, "state");
    let back = callback(&url, &[("code", "second"), ("state", &state)]);
    let host = format!("localhost:{}", back.port().unwrap());
    // It is at the door before the first one, but says what it wants only after it.
    let mut late = TcpStream::connect(("127.0.0.1", back.port().unwrap())).await.unwrap();
    let target = &back[url::Position::BeforePath..];
    late.write_all(format!("GET {target} HTTP/1.1\r\n").as_bytes()).await.unwrap();
    scene.succeeds(&url).await;
    late.write_all(format!("Host: {host}\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).await.unwrap();
    let status = answer.lines().next().unwrap().trim_start_matches("HTTP/1.1 ");
    insta::assert_snapshot!("second_callback_page", format!("{status}\n{}", read(&answer)));
    assert!(reqwest::Client::new().get(back).send().await.is_err(), "the door is closed");
}

#[tokio::test]
async fn m2_a_wrong_nonce_ends_the_sign_in() {
    let scene = Scene::new().await;
    scene.next_token("nonce", json!("somebody-elses"));
    let (problem, shown) = scene.fails(Consent::Accept).await;
    insta::assert_snapshot!("wrong_nonce", words(&problem));
    insta::assert_snapshot!("wrong_nonce_page", shown.page_text);
}

#[tokio::test]
async fn m2_a_wrong_audience_ends_the_sign_in() {
    let scene = Scene::new().await;
    scene.next_token("aud", json!("another-app"));
    insta::assert_snapshot!("wrong_audience", words(&scene.fails(Consent::Accept).await.0));
}

#[tokio::test]
async fn m2_an_expired_code_ends_the_sign_in() {
    let scene = Scene::new().await;
    scene.practice.configure(|s| s.code_seconds = 0);
    insta::assert_snapshot!("expired_code", words(&scene.fails(Consent::Accept).await.0));
}

#[tokio::test]
async fn m2_denied_consent_ends_the_sign_in() {
    let scene = Scene::new().await;
    insta::assert_snapshot!("denied_consent", words(&scene.fails(Consent::Deny).await.0));
}

#[tokio::test]
async fn m2_a_browser_that_was_closed_ends_in_a_timeout() {
    let scene = Scene::new().await;
    let pending = scene.limited(|_| {}).await.unwrap();
    // Nothing else is under way, so the clock jumps to the end of the five minutes.
    tokio::time::pause();
    insta::assert_snapshot!("closed_browser", in_words(pending.wait(CancellationToken::new()).await.unwrap_err()));
}

#[tokio::test]
async fn m2_an_occupied_port_is_named() {
    let scene = Scene::new().await;
    let port = scene.practice.port();
    let error = scene.limited(|request| request.port = Some(port)).await.unwrap_err();
    insta::assert_snapshot!("occupied_port", in_words(error).replace(&port.to_string(), "[port]"));
}

#[tokio::test]
async fn r11_an_account_of_another_tenant_is_refused_with_both_names() {
    let scene = Scene::new().await;
    let url = scene.begin().await;
    scene.succeeds(&url).await;
    scene.next_token("tenant", json!("other"));
    let (problem, _) = scene.fails(Consent::Accept).await;
    insta::assert_snapshot!("another_tenant", words(&problem));
    let view = scene.api.client_get(ClientRef { client: scene.client }).await.unwrap();
    assert_eq!(view.row.tenant.unwrap().tenant_id, scene.practice.tenant_id(), "the pinned tenant stays");
}

/// Every number of "Microsoft Entra authentication and authorization error codes" (learn.microsoft.com) that a
/// client's sign-in may meet, where it comes from most: the way back from the browser, the redemption of the code, a
/// later refresh, or the tenant's metadata.
const NUMBERS: [(RefuseAt, &[u32]); 4] = [
    (
        RefuseAt::Redirect,
        &[
            16000, 16003, 50005, 50011, 50020, 50034, 50053, 50055, 50057, 50072, 50074, 50076, 50078, 50079, 50105,
            50131, 50158, 50177, 50194, 51004, 53000, 53001, 53002, 53003, 65001, 65004, 65005, 90072, 90094, 90095,
            90099, 500_113, 500_212, 500_213, 530_032, 530_034, 530_035, 650_051, 650_052, 650_056, 650_057, 700_011,
            700_016, 7_000_112,
        ],
    ),
    (RefuseAt::Code, &[54005, 700_025, 7_000_218, 9_002_327]),
    (RefuseAt::Refresh, &[50089, 50132, 50133, 50173, 50196, 70008, 70043, 700_082, 700_084]),
    (RefuseAt::Metadata, &[90002, 90038, 900_023]),
];

impl Scene {
    fn refuse(&self, at: RefuseAt, code: u32) {
        let refuse = Refuse { at, code, times: None, suberror: None, claims: None, error: None, description: None };
        self.practice.configure(|settings| settings.refuse = vec![refuse]);
    }

    /// What a person reads when Microsoft refuses with a number.
    async fn refused(&self, at: RefuseAt, code: u32) -> Problem {
        match at {
            RefuseAt::Metadata => {
                self.refuse(at, code);
                let query = TenantQuery { client: self.client, query: "larkdeli.example".to_owned() };
                self.api.tenant_discover(query).await.unwrap_err()
            }
            RefuseAt::Refresh => {
                let url = self.begin().await;
                self.succeeds(&url).await;
                self.refuse(at, code);
                self.practice.configure(|settings| settings.advance_seconds = 7200);
                self.api.fetch(ClientRef { client: self.client }, true).await.unwrap_err()
            }
            _ => {
                self.refuse(at, code);
                self.fails(Consent::Accept).await.0
            }
        }
    }
}

#[tokio::test]
async fn m2_every_number_of_microsofts_has_its_own_words_and_a_next_action() {
    let mut scene = Scene::new().await;
    let mut table = String::new();
    for (at, numbers) in NUMBERS {
        for &number in numbers {
            if at == RefuseAt::Refresh {
                // A refused refresh leaves its mark on what is kept.
                scene = Scene::new().await;
            }
            let problem = scene.refused(at, number).await;
            let known = matches!(at, RefuseAt::Metadata) || problem.message.contains(&format!("AADSTS{number}"));
            assert!(known, "{number}: {problem:?}");
            assert_ne!(problem.code, "microsoft-refused", "{number}");
            assert!(!problem.hints.is_empty(), "{number}");
            table.push_str(&format!("{number} {at:?}\n{}\n\n", words(&problem)));
        }
    }
    insta::assert_snapshot!("every_number", table);
}

#[tokio::test]
async fn m2_a_number_nobody_heard_of_is_told_with_microsofts_text_and_its_correlation_id() {
    let scene = Scene::new().await;
    let refuse = Refuse {
        at: RefuseAt::Code,
        code: 999_999,
        times: None,
        suberror: None,
        claims: None,
        error: None,
        description: Some("AADSTS999999: The moon is in the wrong house.".to_owned()),
    };
    scene.practice.configure(|settings| settings.refuse = vec![refuse]);
    let problem = scene.fails(Consent::Accept).await.0;
    assert!(problem.message.contains("AADSTS999999"), "{problem:?}");
    let detail = problem.detail.unwrap();
    assert!(detail.contains("The moon is in the wrong house") && detail.contains("correlation id"), "{detail}");
}
