//! W11: a newer version is offered only when its announcement is signed with the build's own key.

use std::collections::BTreeMap;
use std::io::Cursor;

use minisign::KeyPair;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::announcement::read;
use super::{Offer, UpdateError, UpdateSource};

const CURRENT: &str = "1.2.3";

/// A server on this computer that answers with these files, and a source that names it.
struct Place {
    keys: KeyPair,
    files: BTreeMap<String, Vec<u8>>,
}

impl Place {
    fn new() -> Self {
        Self { keys: KeyPair::generate_unencrypted_keypair().unwrap(), files: BTreeMap::new() }
    }

    /// Announces `text`, signed with the place's key.
    fn announcing(text: &str) -> Self {
        let mut place = Self::new();
        let signature = place.sign(text);
        place.files.insert("/newest.json".to_owned(), text.as_bytes().to_vec());
        place.files.insert("/newest.json.minisig".to_owned(), signature);
        place
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        let signed = minisign::sign(Some(&self.keys.pk), &self.keys.sk, Cursor::new(text), None, None).unwrap();
        signed.into_string().into_bytes()
    }

    async fn ask(self) -> Result<Option<Offer>, UpdateError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/newest.json", listener.local_addr().unwrap());
        let files = self.files;
        let server = tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = vec![0; 4096];
                let length = socket.read(&mut request).await.unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default();
                let (state, body) = files.get(path).map_or(("404 Not Found", &[][..]), |body| ("200 OK", body));
                let head = format!("HTTP/1.1 {state}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
                let _ = socket.write_all(head.as_bytes()).await;
                let _ = socket.write_all(body).await;
            }
        });
        let source = UpdateSource { endpoint, public_key: self.keys.pk.to_base64() };
        let asked = ask(&source).await;
        server.abort();
        asked
    }
}

async fn ask(source: &UpdateSource) -> Result<Option<Offer>, UpdateError> {
    read(&signin::http_client().unwrap(), source, CURRENT).await
}

fn announcement(version: &str) -> String {
    format!(r#"{{"version":"{version}","page":"https://updates.example/{version}","notes":"Faster plans."}}"#)
}

#[tokio::test]
async fn w11_a_newer_version_is_offered_with_its_page_and_words() {
    let offer = Place::announcing(&announcement("1.3.0")).ask().await.unwrap().unwrap();
    assert_eq!(offer.version.to_string(), "1.3.0");
    assert_eq!(offer.page.as_str(), "https://updates.example/1.3.0");
    assert_eq!(offer.notes, "Faster plans.");
}

#[tokio::test]
async fn w11_the_same_and_an_older_version_are_not_offered() {
    for version in [CURRENT, "1.2.2", "1.2.3-rc.1", "0.9.9"] {
        assert_eq!(Place::announcing(&announcement(version)).ask().await, Ok(None), "{version}");
    }
}

#[tokio::test]
async fn w11_an_announcement_of_another_key_is_refused() {
    let text = announcement("9.0.0");
    let mut place = Place::announcing(&text);
    let signature = Place::new().sign(&text);
    place.files.insert("/newest.json.minisig".to_owned(), signature);
    assert!(matches!(place.ask().await, Err(UpdateError::Forged { .. })));
}

#[tokio::test]
async fn w11_an_announcement_that_was_changed_or_whose_signature_is_garbage_is_refused() {
    let mut changed = Place::announcing(&announcement("1.3.0"));
    changed.files.insert("/newest.json".to_owned(), announcement("1.4.0").into_bytes());
    assert!(matches!(changed.ask().await, Err(UpdateError::Forged { .. })));
    for garbage in [&b""[..], b"untrusted comment: x\nAAAA\n", b"\xff\xfe\x00"] {
        let mut place = Place::announcing(&announcement("1.3.0"));
        place.files.insert("/newest.json.minisig".to_owned(), garbage.to_vec());
        assert!(matches!(place.ask().await, Err(UpdateError::Forged { .. })), "{garbage:?}");
    }
}

#[tokio::test]
async fn w11_a_signed_announcement_that_is_nonsense_or_leads_astray_is_refused() {
    let astray = r#"{"version":"2.0.0","page":"http://updates.example/"}"#;
    let code = r#"{"version":"2.0.0","page":"javascript:alert(1)"}"#;
    for text in ["", "[]", "garbage", r#"{"version":"new","page":"https://updates.example/"}"#, astray, code] {
        let asked = Place::announcing(text).ask().await;
        assert!(matches!(asked, Err(UpdateError::Unreadable { .. })), "{text}: {asked:?}");
    }
}

#[tokio::test]
async fn w11_a_place_that_does_not_answer_or_answers_too_much_is_told() {
    let gone = Place::new().ask().await;
    assert!(matches!(gone, Err(UpdateError::Unreachable { .. })), "{gone:?}");
    let long = format!("{{\"version\":\"2.0.0\",\"notes\":\"{}\"}}", "x".repeat(70_000));
    assert!(matches!(Place::announcing(&long).ask().await, Err(UpdateError::Unreachable { .. })));
    // A port that was free a moment ago: nobody listens.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let keys = KeyPair::generate_unencrypted_keypair().unwrap();
    let endpoint = format!("http://127.0.0.1:{port}/newest.json");
    let nobody = ask(&UpdateSource { endpoint, public_key: keys.pk.to_base64() }).await;
    assert!(matches!(nobody, Err(UpdateError::Unreachable { .. })), "{nobody:?}");
}

#[tokio::test]
async fn w11_a_build_with_an_unencrypted_place_or_without_a_key_asks_nobody() {
    let key = KeyPair::generate_unencrypted_keypair().unwrap().pk.to_base64();
    for (endpoint, public_key) in [
        ("http://updates.example/newest.json", key.as_str()),
        ("https://updates.example/newest.json", "none"),
        ("", key.as_str()),
    ] {
        let source = UpdateSource { endpoint: endpoint.to_owned(), public_key: public_key.to_owned() };
        assert!(matches!(ask(&source).await, Err(UpdateError::Misconfigured(_))), "{endpoint}");
    }
}

#[tokio::test]
async fn w11_without_a_place_to_ask_at_nothing_is_asked_even_when_wanted() {
    let stage = crate::tests::stage::Stage::new().await;
    stage.engine.change_settings(|settings| settings.check_for_updates = true).await.unwrap();
    assert!(!stage.engine.update_if_wanted().await);
    assert_eq!(stage.engine.update_state(), super::UpdateState::default());
    let error = stage.engine.update_check().await.unwrap_err();
    assert_eq!(error.fault().code, "updates-not-configured");
}
