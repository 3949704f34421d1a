//! Faults on the wire: every request passes here, is told its class, and fails if that was wished for.

mod answer;
mod body;
mod challenge;
mod class;
mod count;
mod links;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

pub(crate) use answer::portal;
pub(crate) use challenge::Challenges;
pub(crate) use count::Counts;
pub(crate) use wire::{Cutter, Wires};

use crate::control::{Class, Failure};
use crate::world::{World, lock};
use answer::Service;
use count::Struck;

/// Latency, then the fault that is due, if any.
pub(crate) async fn watch(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let latency = lock(&world.settings).latency_ms;
    if latency > 0 {
        let wait = tokio::time::sleep(Duration::from_millis(latency));
        let _ = world.stopping.run_until_cancelled(wait).await;
    }
    let (class, request) = class::of(request).await;
    match class.and_then(|class| strike(&world, class, request.headers())) {
        Some(struck) => fail(&world, &struck, request, next).await,
        None => next.run(request).await,
    }
}

fn strike(world: &World, class: Class, headers: &HeaderMap) -> Option<Struck> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = bearer.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let account = lock(&world.ledger).access(token).and_then(|access| access.actor.account());
    // Whoever answered the challenge is let through; a stranger is refused for other reasons.
    let owing = account.filter(|_| !lock(&world.challenges).is_answered(token));
    let struck = {
        let mut settings = lock(&world.settings);
        let immune = |how| how == Failure::Claims && owing.is_none();
        let mut strike = |class| lock(&world.faults).strike(&mut settings.faults, class, immune);
        match class {
            Class::PanelCall(_) => strike(class).or_else(|| strike(Class::Panel)),
            _ => strike(class),
        }
    };
    if let (Some(Failure::Claims), Some(account)) = (struck.as_ref().map(|struck| struck.how), owing) {
        lock(&world.challenges).ask(account);
    }
    struck
}

async fn fail(world: &World, struck: &Struck, mut request: Request, next: Next) -> Response {
    let service = Service::of(struck.class);
    match struck.how {
        Failure::Reset => {
            let cutter = request.extensions().get::<ConnectInfo<Cutter>>().map(|info| info.0.clone());
            answer::reset(service, cutter.as_ref())
        }
        Failure::Stall if struck.hit % 2 == 1 => {
            world.stopping.cancelled().await;
            let cutter = request.extensions().get::<ConnectInfo<Cutter>>().map(|info| info.0.clone());
            answer::reset(service, cutter.as_ref())
        }
        Failure::Truncated | Failure::Stall | Failure::Circle | Failure::Foreign | Failure::NoLink => {
            request.headers_mut().remove(header::ACCEPT_ENCODING);
            let own = format!("{}{}", world.base, request.uri());
            let (mut parts, body) = next.run(request).await.into_parts();
            parts.headers.remove(header::CONTENT_LENGTH);
            let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
            match struck.how {
                Failure::Truncated => body::half_then_end(parts, &whole),
                Failure::Stall => body::half_then_nothing(parts, &whole, world.stopping.clone()),
                how => Response::from_parts(parts, links::changed(&whole, how, &own).into()),
            }
        }
        _ => answer::instead(world, service, struck, &request),
    }
}
