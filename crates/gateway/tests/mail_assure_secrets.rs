//! B7: passwords and tickets travel in the paths and answers of the Control Panel API, and are written nowhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::{DirectoryId, DomainName, DomainShape, Services};
use practice::{Call, Class, Failure, Fault, Options, Practice, Said, Words};
use secrecy::{ExposeSecret as _, SecretString};
use tenantry_gateway::mail_assure::Patience;
use tenantry_gateway::{Account, Change, Credentials, Gateway as _, GatewayError, MailAssure, NoMemory};

const OUTGOING: &str = "outgoing p@ss/word \"1\"";

/// Everything that any library in this process logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn begin() -> Self {
        let log = Self::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .init();
        log
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

fn adapter(panel: &Practice, password: &str) -> MailAssure {
    let user = panel.panel_accounts()[0].user.clone();
    let account = Account { tenant_id: DirectoryId([1; 16]), name: "Larkfield".into() };
    let credentials = Credentials { user, password: SecretString::from(password) };
    let wait = Duration::from_millis(1);
    let patience =
        Patience { retries: 1, faults: 1, first_wait: wait, longest_wait: wait, answer: Duration::from_millis(500) };
    let address = panel.panel_url().parse().unwrap();
    MailAssure::with_patience(address, credentials, account, Arc::new(NoMemory), patience).unwrap()
}

fn domain(name: &str) -> Change {
    let shape = DomainShape {
        routes: vec![model::Route { preference: 0, host: "mx.example".into(), port: 25 }],
        region: None,
        protect_listed_only: true,
        reject_unlisted: true,
        products: Services::ALL,
        ldap_sync: false,
        outgoing_user: true,
        alias_of: None,
    };
    Change::EnsureDomain { name: name.parse().unwrap(), shape }
}

/// What a path, a header or an answer might carry of a secret.
fn forms(secret: &str) -> Vec<String> {
    let encoded = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>();
    let json = serde_json::Value::from(secret).to_string();
    vec![secret.to_owned(), encoded.replace('+', "%20"), encoded, json.trim_matches('"').to_owned()]
}

#[tokio::test]
async fn b7_no_password_and_no_ticket_is_in_any_log_or_error_whatever_happens() {
    let log = Log::begin();
    let panel = Practice::start(Options::default()).await.unwrap();
    let right = panel.panel_accounts()[0].password.clone();
    let wrong = "wrong but secret".to_owned();
    let gateway = adapter(&panel, &right);
    let name: DomainName = "lark.example".parse().unwrap();
    let mut said = vec![format!("{gateway:?}")];
    assert!(gateway.apply(&[domain("lark.example")]).await.iter().all(Result::is_ok));
    gateway.set_outgoing_password(&name, &OUTGOING.into()).await.unwrap();
    let link = gateway.panel().await.unwrap();
    said.push(format!("{link:?}"));
    let mut note = |error: GatewayError| said.push(format!("{error} {error:?}"));
    note(adapter(&panel, &wrong).identify().await.unwrap_err());
    let faults =
        [Failure::Reset, Failure::Truncated, Failure::Stall, Failure::Html, Failure::BadGateway, Failure::Redirect];
    for how in faults {
        let fault = Fault { class: Class::PanelCall(Call::OutgoingAdd), after: 0, how, times: None, retry_after: None };
        panel.configure(|settings| settings.faults = vec![fault]);
        note(gateway.set_outgoing_password(&name, &OUTGOING.into()).await.unwrap_err());
    }
    panel.configure(|settings| settings.faults.clear());
    let echoed = forms(OUTGOING).into_iter().chain(forms(&right)).chain(["SQLSTATE x".to_owned() + OUTGOING]);
    for echo in echoed {
        for how in [Words::Error(format!("Incorrect usage of API: {echo}")), Words::Body(format!("ERROR: {echo}"))] {
            let echo = Said { call: Some(Call::OutgoingAdd), after: 0, times: None, done: false, how };
            panel.configure(|settings| settings.panel.said = vec![echo]);
            note(gateway.set_outgoing_password(&name, &OUTGOING.into()).await.unwrap_err());
        }
    }
    let logged = log.text();
    assert!(logged.contains("outgoingusers/add") && logged.contains("TRACE"), "everything is logged");
    let (_, ticket) = link.expose_secret().split_once("authticket=").unwrap();
    let secrets = [OUTGOING, &right, &wrong, ticket].map(forms).concat();
    for secret in secrets {
        assert!(!logged.contains(&secret), "a log holds a secret");
        assert!(!said.iter().any(|said| said.contains(&secret)), "an error holds a secret: {said:?}");
    }
    assert!(!logged.to_lowercase().contains("basic "), "a log holds a header");
}
