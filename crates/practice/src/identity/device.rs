//! The device code flow: a code to type in elsewhere, and a device that asks until somebody did.
//!
//! Shapes: learn.microsoft.com, "Microsoft identity platform and the OAuth 2.0 device authorization
//! grant flow"; `slow_down` as in RFC 8628 §3.5.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::{Form, Json};
use jiff::Timestamp;
use serde_json::json;
use url::form_urlencoded;

use super::authorize::{Parameters, pick, unknown_client};
use super::catalogue::{For, error};
use super::claims::answer_challenge;
use super::error::AadError;
use super::ledger::{End, Flow, Session};
use super::login::{Step, decline as declined, go_on, step};
use super::scopes::Asked;
use super::segment::{Segment, resolve};
use super::token::{field, foreign_code, malformed_code};
use super::{pages, refuse};
use crate::control::RefuseAt;
use crate::national::Place;
use crate::random;
use crate::world::{CLIENT_ID, World, lock};

const CODE_SECONDS: i64 = 900;
const USER_CODE: usize = 9;
/// Without letters and digits that look alike.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// A client that waits the interval may still be a little early by this clock.
const TOLERANCE_MS: i64 = 250;

/// One device waiting for its person.
#[derive(Debug)]
pub(crate) struct Device {
    user_code: String,
    place: Place,
    segment: Segment,
    asked: Asked,
    stepped_up: bool,
    issued: i64,
    /// Milliseconds; when it last asked.
    polled: Option<i64>,
    answer: Answer,
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Waiting,
    Declined,
    Allowed(Session),
    Redeemed,
}

pub(super) async fn start(State(world): State<Arc<World>>, Path(segment): Path<String>, body: String) -> Response {
    let form: Parameters = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let device = match device(&world, &segment, &form) {
        Ok(device) => device,
        Err(error) => return error.into_response(),
    };
    let (code, user_code) = (format!("D{}", random::text(150)), device.user_code.clone());
    lock(&world.ledger).devices.insert(code.clone(), device);
    let page = format!("{}/devicelogin", world.base);
    let interval = lock(&world.settings).device_interval;
    Json(json!({
        "user_code": user_code,
        "device_code": code,
        "verification_uri": page,
        "expires_in": CODE_SECONDS,
        "interval": interval,
        "message": format!("To sign in, open the page {page} in a web browser and enter the code {user_code}."),
    }))
    .into_response()
}

fn device(world: &World, segment: &str, form: &Parameters) -> Result<Device, AadError> {
    let segment = resolve(world, segment)?;
    if let Some(error) = refuse::due_at_step(world, RefuseAt::Device, true) {
        return Err(error);
    }
    let client = field(form, "client_id")?;
    if client != CLIENT_ID {
        return Err(unknown_client(client));
    }
    Ok(Device {
        user_code: random::letters(USER_CODE, LETTERS),
        place: world.place,
        segment,
        asked: Asked::parse(field(form, "scope")?, world.place)?,
        stepped_up: answer_challenge(form)?,
        issued: world.now(),
        polled: None,
        answer: Answer::Waiting,
    })
}

pub(super) async fn ask_code(State(world): State<Arc<World>>) -> Html<String> {
    Html(pages::enter_code(world.place.prefix(), None))
}

/// The code was typed in: on to choosing an account.
pub(super) async fn enter_code(
    State(world): State<Arc<World>>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let typed = form.get("otc").map(|code| code.trim().to_uppercase()).unwrap_or_default();
    let now = world.now();
    let flow = lock(&world.ledger).devices.iter().find_map(|(code, device)| {
        let open = matches!(device.answer, Answer::Waiting) && now - device.issued < CODE_SECONDS;
        (open && device.place == world.place && device.user_code == typed).then(|| Flow {
            segment: device.segment,
            asked: device.asked.clone(),
            state: None,
            force_consent: false,
            stepped_up: device.stepped_up,
            end: End::Device(code.clone()),
        })
    });
    match flow {
        Some(flow) => pick(&world, "common", flow, None),
        None => Html(pages::enter_code(world.place.prefix(), Some(&typed))).into_response(),
    }
}

/// The question whether it was really this person who started the sign-in elsewhere.
pub(super) async fn confirm(
    State(world): State<Arc<World>>,
    Path(segment): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let step: Step<'_> = match step(&world, &form) {
        Ok(step) => step,
        Err(error) => return error.page(),
    };
    match form.get("decision").map(String::as_str) {
        Some("continue") => go_on(&world, &segment, &step),
        _ => declined(&world, step.id, &step.flow, step.session),
    }
}

pub(super) fn allow(world: &World, code: &str, session: Session) -> Response {
    answered(world, code, Answer::Allowed(session), "You have signed in to the Tenantry application on your device.")
}

pub(super) fn decline(world: &World, code: &str) -> Response {
    answered(world, code, Answer::Declined, "You have cancelled the sign-in to Tenantry on your device.")
}

fn answered(world: &World, code: &str, answer: Answer, words: &str) -> Response {
    let now = world.now();
    let mut ledger = lock(&world.ledger);
    let waiting = ledger.devices.get_mut(code).filter(|device| now - device.issued < CODE_SECONDS);
    let Some(device) = waiting else {
        return error(70019, For::Browser).page();
    };
    device.answer = answer;
    Html(pages::done(words)).into_response()
}

/// What a poll of the token endpoint finds: who allowed it and what was asked for, once.
pub(super) fn redeem(world: &World, segment: Segment, form: &Parameters) -> Result<(Session, Asked), AadError> {
    let (now, interval) = (world.now(), lock(&world.settings).device_interval);
    let mut ledger = lock(&world.ledger);
    let device = ledger.devices.get_mut(field(form, "device_code")?);
    let device = device.filter(|device| device.place == world.place).ok_or_else(|| error(70018, For::Body))?;
    if device.segment != segment {
        return Err(foreign_code());
    }
    if now - device.issued >= CODE_SECONDS {
        return Err(error(70019, For::Body));
    }
    match device.answer {
        Answer::Waiting => Err(device.not_yet(interval)),
        Answer::Declined => Err(error(70020, For::Body)),
        Answer::Redeemed => Err(malformed_code()),
        Answer::Allowed(session) => {
            device.answer = Answer::Redeemed;
            Ok((session, device.asked.clone()))
        }
    }
}

impl Device {
    fn not_yet(&mut self, interval: u32) -> AadError {
        let now = Timestamp::now().as_millisecond();
        let before = self.polled.replace(now);
        let early = before.is_some_and(|before| now - before + TOLERANCE_MS < i64::from(interval) * 1000);
        let pending = error(70016, For::Body);
        if early { pending.with_error("slow_down") } else { pending }
    }
}
