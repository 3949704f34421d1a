//! The panel in a browser: a sign-in page, or who was signed in by a ticket.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use crate::html::{escape, frame};
use crate::world::{World, lock};

#[derive(Debug, Deserialize)]
pub(super) struct Visit {
    authticket: Option<String>,
}

pub(super) async fn show(State(world): State<Arc<World>>, Query(visit): Query<Visit>) -> Response {
    let (status, title, body) = match visit.authticket {
        None => (StatusCode::OK, "Sign in", sign_in(&world, None)),
        Some(ticket) => {
            let user = lock(&world.panel.state).tickets.remove(&ticket);
            match user {
                Some(user) => (StatusCode::OK, "Domains overview", overview(&world, &user)),
                None => {
                    let words = "The ticket is not valid, or was used before.";
                    (StatusCode::FORBIDDEN, "Sign in", sign_in(&world, Some(words)))
                }
            }
        }
    };
    let page = frame(title, "Practice panel: not a mail filter, no real account", &body);
    (status, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

/// So that somebody who practises knows what to type into the product.
fn sign_in(world: &World, problem: Option<&str>) -> String {
    let alert = problem.map(|words| format!("<p role=\"alert\">{words}</p>")).unwrap_or_default();
    let mut rows = String::new();
    for account in &world.panel.accounts {
        rows += &format!(
            "<p><strong>{}</strong><br>Password: <code>{}</code></p>",
            escape(&account.user),
            escape(&account.password)
        );
    }
    format!(
        "{alert}<h1>Practice panel</h1><p>Address of its Control Panel API: <code>{}</code></p>\
         <p>These administrators may use it until the practice cloud ends:</p>{rows}",
        escape(&world.base)
    )
}

fn overview(world: &World, user: &str) -> String {
    let state = lock(&world.panel.state);
    let mut rows = String::new();
    for (name, domain) in state.domains.iter().filter(|(_, domain)| domain.owner == user) {
        rows += &format!("<li>{}: {}</li>", escape(name), escape(&domain.routes.join(", ")));
    }
    let rows = if rows.is_empty() { "<p>No domains.</p>".to_owned() } else { format!("<ul>{rows}</ul>") };
    format!("<h1>Domains overview</h1><p>Signed in as <strong>{}</strong></p>{rows}", escape(user))
}
