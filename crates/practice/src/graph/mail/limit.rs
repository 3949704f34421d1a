//! Counts what an application asks of a mailbox and refuses what is too much.

use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use uuid::Uuid;

use super::open::find;
use crate::graph::error::GraphError;
use crate::mail::{Refused, Underway};
use crate::world::{World, lock, read};

/// Around everything else, so that a request counts as long as its client waits for it.
pub(crate) async fn limit(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let Some((key, mime)) = whose(&world, &request) else { return next.run(request).await };
    let limits = lock(&world.settings).mail_limits.clone();
    let (underway, refused) = world.mail.meter.begin(key, mime, world.now(), &limits);
    match refused {
        None => {
            world.mail_asked(key.1);
            until_read(underway, next.run(request).await)
        }
        Some(refused) => {
            let (seconds, limit) = match refused {
                Refused::AtOnce(seconds) => (seconds, "MailboxConcurrency"),
                Refused::Requests(seconds) => (seconds, "MailboxRequestRate"),
            };
            let message = format!("Application is over its {limit} limit.");
            let error = GraphError::new(StatusCode::TOO_MANY_REQUESTS, "ApplicationThrottled", message);
            error.with_header("retry-after", seconds.to_string()).answer(&request)
        }
    }
}

/// The application and the mailbox, and whether MIME content is asked for.
fn whose(world: &World, request: &Request) -> Option<((Uuid, Uuid), bool)> {
    let path = request.uri().path();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let ["v1.0", "users", who, "messages" | "mailFolders", ..] = parts.as_slice() else { return None };
    let who = percent_decoded(who);
    let access = crate::bearer::check(world, request.headers(), crate::identity::Resource::Graph).ok()?;
    let (number, _) = world.seen(access.tenant);
    let entry = find(&read(&world.tenants[number].directory), &who)?;
    Some(((access.client, entry.id), path.ends_with("/$value")))
}

fn percent_decoded(text: &str) -> String {
    // A plus is a plus in a path, unlike in a form.
    let form = format!("k={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// What is streamed is under way until its last piece is taken to be sent, what is not until it is answered.
fn until_read(underway: Underway, response: Response) -> Response {
    if response.body().size_hint().exact().is_some() {
        return response;
    }
    let (parts, body) = response.into_parts();
    // What breaks off on purpose knows its length, and when to break off: it is only watched.
    if parts.headers.contains_key(CONTENT_LENGTH) {
        let watched = body.into_data_stream().inspect(move |_| {
            let _ = &underway;
        });
        return Response::from_parts(parts, Body::from_stream(watched));
    }
    let pieces = body.into_data_stream().peekable();
    let counted = stream::unfold((Box::pin(pieces), Some(underway)), async |(mut pieces, mut underway)| {
        let piece = pieces.next().await?;
        // One that is not there yet is not waited for: what is here goes out.
        if let Some(None) = pieces.as_mut().peek().now_or_never() {
            underway = None;
        }
        Some((piece, (pieces, underway)))
    });
    Response::from_parts(parts, Body::from_stream(counted))
}
