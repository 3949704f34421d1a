//! The sign-in on another device: a short code to type there, and polling until it was used (RFC 8628).

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::discovery::{TenantFound, shape};
use crate::error::SignInError;
use crate::exchange::{self, Denied, Granted};
use crate::http::{self, host};
use crate::identity::{ALWAYS, Identity, SignInRequest};
use crate::national::may_show;
use crate::pending::{SignedIn, at_the_code, prove};
use crate::refusal::{ErrorBody, Refusal};
use crate::text::{hide, shown};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Seconds between two questions where the answer names none, and by which `slow_down` adds (§3.5).
const STEP: u64 = 5;
/// The most that an answer may ask for, in seconds; more would never be waited out.
const LONGEST_INTERVAL: u64 = 60;
const LONGEST_LIFE: u64 = 3600;

/// What the device endpoint answers (RFC 8628 §3.2; "Device authorization grant", learn.microsoft.com).
#[derive(Deserialize)]
pub(crate) struct Offer {
    #[serde(deserialize_with = "hide")]
    device_code: SecretString,
    user_code: String,
    verification_uri: Url,
    expires_in: u64,
    interval: Option<u64>,
    message: Option<String>,
}

/// One sign-in on another device under way. Its code dies with its time; dropping it only stops asking.
pub struct PendingDevice {
    identity: Identity,
    tenant: TenantFound,
    resource: String,
    claims: Option<String>,
    device_code: SecretString,
    user_code: String,
    verification_uri: Url,
    message: String,
    polling: Polling,
}

impl std::fmt::Debug for PendingDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PendingDevice").field("tenant", &self.tenant.tenant_id).finish_non_exhaustive()
    }
}

impl Identity {
    /// Asks for a code to type on another device. Many tenants block this flow by policy (53003).
    ///
    /// The first token's resource alone is asked for: the flow takes scopes of one resource, and
    /// `/.default` covers every permission of the registration. Login hint, port and scopes of the
    /// request mean nothing here; its limit is the longest wait.
    ///
    /// # Errors
    /// [`SignInError::Microsoft`] where the tenant or the registration does not allow it, or the network's.
    pub async fn begin_device(
        &self,
        tenant: &TenantFound,
        request: SignInRequest,
    ) -> Result<PendingDevice, SignInError> {
        let url = tenant.endpoint(&["oauth2", "v2.0", "devicecode"])?;
        let scope = format!("{} {ALWAYS}", request.token_resource);
        let mut form = vec![("client_id", self.client_id()), ("scope", scope.as_str())];
        form.extend(request.claims.as_deref().map(|claims| ("claims", claims)));
        let answer = http::post(self.http(), &url, &form).await?;
        let offer = read(answer.status, &answer.body, &url)?;
        let life = Duration::from_secs(offer.expires_in.clamp(1, LONGEST_LIFE));
        Ok(PendingDevice {
            identity: self.clone(),
            tenant: tenant.clone(),
            resource: request.token_resource,
            claims: request.claims,
            device_code: offer.device_code,
            user_code: shown(&offer.user_code),
            verification_uri: offer.verification_uri,
            message: shown(&offer.message.unwrap_or_default()),
            polling: Polling::new(offer.interval, life, Instant::now()),
        })
    }
}

pub(crate) fn read(status: u16, body: &[u8], url: &Url) -> Result<Offer, SignInError> {
    let nonsense = |reason: String| SignInError::UnexpectedAnswer { host: host(url), reason };
    if status != 200 {
        return Err(match serde_json::from_slice::<ErrorBody>(body) {
            Ok(body) => SignInError::Microsoft(Box::new(Refusal::from(body))),
            Err(_) => nonsense(format!("status {status} without a reason")),
        });
    }
    let offer: Offer = serde_json::from_slice(body).map_err(|e| nonsense(format!("no device code ({})", shape(&e))))?;
    // Whoever names this page decides where a person types the code.
    http::secure(&offer.verification_uri)?;
    if !may_show(url, &offer.verification_uri) {
        return Err(nonsense("it sends people to a page that is not Microsoft's".into()));
    }
    if offer.user_code.is_empty() || offer.user_code.len() > 64 || offer.device_code.expose_secret().is_empty() {
        return Err(nonsense("no device code".into()));
    }
    Ok(offer)
}

impl PendingDevice {
    /// What the person types. Whoever knows it can finish this sign-in with an account of their own.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Where the person types it.
    pub fn verification_uri(&self) -> &Url {
        &self.verification_uri
    }

    /// Microsoft's own instruction, in English; may be empty.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How long the code is still good.
    pub fn expires_in(&self) -> Duration {
        self.polling.deadline.saturating_duration_since(Instant::now())
    }

    /// Asks until somebody has signed in, declined, or the code is dead, and proves who it was.
    /// A lost network only delays it.
    pub async fn wait(mut self, cancel: CancellationToken) -> Result<SignedIn, SignInError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(SignInError::Cancelled),
            outcome = self.poll() => {
                let granted = outcome?;
                tokio::select! {
                    biased;
                    () = cancel.cancelled() => Err(SignInError::Cancelled),
                    proved = prove(&self.identity, &self.tenant, granted, None, &self.resource) => proved?.signed_in(),
                }
            }
        }
    }

    async fn poll(&mut self) -> Result<Granted, SignInError> {
        loop {
            let next = self.polling.next(Instant::now())?;
            tokio::time::sleep_until(next).await;
            let mut form = vec![
                ("grant_type", GRANT),
                ("client_id", self.identity.client_id()),
                ("device_code", self.device_code.expose_secret()),
            ];
            form.extend(self.claims.as_deref().map(|claims| ("claims", claims)));
            match exchange::poll(self.identity.http(), &form, &self.tenant).await {
                Ok(granted) => return Ok(granted),
                Err(denied) => self.polling.goes_on(denied)?,
            }
        }
    }
}

/// When to ask again, and which answers end the asking.
#[derive(Debug)]
struct Polling {
    interval: Duration,
    life: Duration,
    deadline: Instant,
    /// Seconds to wait once beyond the interval, as a busy answer asked.
    wait: Duration,
    /// Why the last question got no answer.
    lost: Option<SignInError>,
}

impl Polling {
    fn new(interval: Option<u64>, life: Duration, now: Instant) -> Self {
        let interval = Duration::from_secs(interval.unwrap_or(STEP).clamp(1, LONGEST_INTERVAL));
        Self { interval, life, deadline: now + life, wait: Duration::ZERO, lost: None }
    }

    /// When to ask next; the reason for the end when that lies beyond the code's life.
    fn next(&mut self, now: Instant) -> Result<Instant, SignInError> {
        let at = now + self.interval.max(std::mem::take(&mut self.wait));
        if at < self.deadline {
            return Ok(at);
        }
        Err(self.lost.take().unwrap_or(SignInError::DeviceCodeExpired { after: self.life }))
    }

    /// Whether to ask on after this answer, or what it ends in (RFC 8628 §3.5).
    fn goes_on(&mut self, denied: Denied) -> Result<(), SignInError> {
        let refusal = match denied {
            Denied::Failed(error) => {
                let passes = error.is_transient() || matches!(error, SignInError::UnexpectedAnswer { .. });
                if !passes {
                    return Err(error);
                }
                if let SignInError::Busy { retry_after: Some(seconds), .. } = error {
                    self.wait = Duration::from_secs(seconds);
                }
                self.lost = Some(error);
                return Ok(());
            }
            Denied::Refused(refusal) => refusal,
        };
        self.lost = None;
        match refusal.error.as_str() {
            "authorization_pending" => Ok(()),
            "slow_down" => {
                self.interval += Duration::from_secs(STEP);
                Ok(())
            }
            "expired_token" | "code_expired" => Err(SignInError::DeviceCodeExpired { after: self.life }),
            "authorization_declined" | "access_denied" => Err(SignInError::DeviceDeclined(refusal)),
            "server_error" | "temporarily_unavailable" => {
                self.lost = Some(SignInError::Microsoft(refusal));
                Ok(())
            }
            _ => Err(at_the_code(Denied::Refused(refusal))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://login.microsoftonline.com/t/oauth2/v2.0/devicecode";

    fn offer(name: &str, value: serde_json::Value) -> Result<Offer, SignInError> {
        let mut body = serde_json::json!({
            "device_code": "d", "user_code": "ABCD-EFGH", "expires_in": 900, "interval": 5,
            "verification_uri": "https://microsoft.com/devicelogin", "message": "To sign in",
        });
        body[name] = value;
        read(200, body.to_string().as_bytes(), &Url::parse(URL).unwrap())
    }

    fn refused(error: &str) -> Denied {
        let body = ErrorBody { error: error.into(), ..ErrorBody::default() };
        Denied::Refused(Box::new(Refusal::from(body)))
    }

    fn polling(interval: Option<u64>) -> (Polling, Instant) {
        let now = Instant::now();
        (Polling::new(interval, Duration::from_secs(900), now), now)
    }

    #[test]
    fn m2_an_offer_is_taken_only_with_a_page_of_microsofts() {
        assert_eq!(offer("interval", serde_json::Value::Null).unwrap().interval, None);
        for (name, bad) in [
            ("verification_uri", "https://microsoft.com.evil.example/devicelogin"),
            ("verification_uri", "http://microsoft.com/devicelogin"),
            ("user_code", ""),
            ("device_code", ""),
            ("expires_in", "soon"),
        ] {
            assert!(offer(name, bad.into()).is_err(), "{name} {bad}");
        }
    }

    #[test]
    fn m2_asking_keeps_the_interval_and_slows_down_by_five_seconds_when_told() {
        let (mut polling, now) = polling(None);
        assert_eq!(polling.next(now).unwrap() - now, Duration::from_secs(5));
        polling.goes_on(refused("authorization_pending")).unwrap();
        assert_eq!(polling.next(now).unwrap() - now, Duration::from_secs(5));
        polling.goes_on(refused("slow_down")).unwrap();
        polling.goes_on(refused("slow_down")).unwrap();
        assert_eq!(polling.next(now).unwrap() - now, Duration::from_secs(15));
    }

    #[test]
    fn m2_an_interval_of_nothing_or_of_hours_is_kept_within_bounds() {
        for (given, kept) in [(Some(0), 1), (Some(u64::MAX), 60), (Some(7), 7)] {
            let (mut polling, now) = polling(given);
            assert_eq!(polling.next(now).unwrap() - now, Duration::from_secs(kept));
        }
    }

    #[test]
    fn m2_each_end_of_a_device_sign_in_has_its_own_error() {
        for (word, code) in [
            ("authorization_declined", "device-declined"),
            ("expired_token", "device-code-expired"),
            ("bad_verification_code", "device-code-wrong"),
            ("invalid_client", "app-misconfigured"),
        ] {
            let error = polling(None).0.goes_on(refused(word)).unwrap_err();
            assert_eq!(error.code(), code, "{word}");
            assert!(!error.hints().is_empty());
        }
    }

    #[test]
    fn m7_a_lost_network_delays_a_device_sign_in_and_is_named_when_the_time_is_up() {
        let (mut polling, now) = polling(Some(5));
        let lost = || Denied::Failed(SignInError::Network { host: "h".into(), reason: "r".into() });
        polling.goes_on(lost()).unwrap();
        let busy = SignInError::Busy { host: "h".into(), status: 429, retry_after: Some(40) };
        polling.goes_on(Denied::Failed(busy)).unwrap();
        assert_eq!(polling.next(now).unwrap() - now, Duration::from_secs(40), "as the busy answer asked");
        assert_eq!(polling.next(now).unwrap() - now, Duration::from_secs(5), "once");
        polling.goes_on(lost()).unwrap();
        let late = now + Duration::from_secs(899);
        assert_eq!(polling.next(late).unwrap_err().code(), "network");
        assert_eq!(polling.next(late).unwrap_err().code(), "device-code-expired");
        let tls = SignInError::Tls { host: "h".into(), fault: crate::TlsFault::UnknownIssuer };
        assert!(polling.goes_on(Denied::Failed(tls)).is_err());
    }
}
