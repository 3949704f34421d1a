//! The control endpoint: whoever holds this start's secret may make things happen.

mod apps;
mod day;
mod directory;
mod fault;
mod inspect;
mod mail;
mod mailbox;
mod panel;
mod settings;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};

use crate::world::World;

pub use fault::{Broken, Class, Failure, Fault, Refuse, RefuseAt};
pub use mail::{DnsName, MailFlow};
pub use panel::{PanelSettings, Said, Words};
pub use settings::Settings;

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/settings", post(settings::change))
        .route("/revoke", post(settings::revoke))
        .route("/forget-consent", post(settings::forget_consent))
        .route("/day/{which}", post(day::pass))
        .route("/broken", post(day::broken))
        .route("/inspect", get(inspect::show))
        .route("/panel", get(panel::show))
        .route("/panel/accounts", get(panel::accounts))
        .route("/panel/counts", delete(panel::reset))
        .route("/panel/domains", get(panel::domains))
        .route("/panel/domains/{name}", put(panel::put).delete(panel::remove))
        .route("/mail", get(mailbox::counts))
        .route("/mail/counts", delete(mailbox::reset))
        .route("/mail/rounds", delete(mailbox::forget))
        .route("/mail/{mailbox}", get(mailbox::truth))
        .route("/mail/{mailbox}/arrive", post(mailbox::arrive))
        .route("/mail/{mailbox}/move", post(mailbox::place))
        .route("/mail/{mailbox}/others", post(mailbox::others))
        .route("/mail/{mailbox}/later", post(mailbox::later))
        .route("/apps", get(apps::list).post(apps::register))
        .route("/apps/{app}/scope", put(apps::scope))
        .route("/{tenant}/domains/{name}", patch(directory::upsert_domain).delete(directory::remove_domain))
        .route(
            "/{tenant}/{collection}/{who}",
            patch(directory::upsert).post(directory::upsert).delete(directory::remove),
        )
        .layer(middleware::from_fn_with_state(Arc::clone(world), guard))
}

async fn guard(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let secret = request.headers().get("x-practice-secret");
    if secret.is_none_or(|secret| secret.as_bytes() != world.control_secret.as_bytes()) {
        let text = "The header x-practice-secret is missing or wrong.\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    next.run(request).await
}
